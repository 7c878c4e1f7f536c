import Glibc
import WireFormats

/// Reads the files of one folder as tables.
struct FolderTables {
    let folder: String

    func bytes(_ name: String) throws(UnreadableFolder) -> [UInt8]? {
        guard let file = fopen("\(folder)/\(name)", "rb") else {
            guard errno != ENOENT else { return nil }
            throw UnreadableFolder(
                code: "verify.unreadable",
                "\(folder)/\(name) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        guard ferror(file) == 0 else {
            throw UnreadableFolder(
                code: "verify.unreadable", "\(folder)/\(name) cannot be read to its end")
        }
        return bytes
    }

    func required(_ name: String) throws(UnreadableFolder) -> [UInt8] {
        guard let bytes = try bytes(name) else {
            throw UnreadableFolder(
                code: "verify.file-missing", "\(folder) has no file \(name)")
        }
        return bytes
    }

    /// Every row of a table.
    func rows(
        _ name: String, required columns: [String], optional: [String] = [],
        mayLack: Bool = false, body: (TableRow) throws(WireError) -> Void
    ) throws(UnreadableFolder) {
        guard let bytes = mayLack ? try bytes(name) : try required(name) else { return }
        do throws(WireError) {
            var table = try TableReader(bytes, required: columns, optional: optional)
            while let row = try table.next() { try body(row) }
        } catch {
            throw unreadable(name, error)
        }
    }

    func unreadable(_ name: String, _ error: WireError) -> UnreadableFolder {
        let place = error.position.map { "\($0):" } ?? ""
        return UnreadableFolder(code: error.code, "\(folder)/\(name):\(place) \(error.message)")
    }
}

/// Beyond these, sums of many rows could leave 128 bits; the format's limits are far below.
enum Largest {
    /// 10¹² of the currency in 10⁻⁶ of it.
    static let amount: Int64 = 1_000_000_000_000_000_000
    static let quantity: Int64 = 1_000_000_000_000
    static let day: Int128 = 1_000_000
}

extension TableRow {
    /// A decimal cell in 10⁻⁶ that must not be negative; `nil` if empty.
    func amount(_ column: String) throws(WireError) -> Int128? {
        guard let value = try optionalDecimal(column) else { return nil }
        guard (0...Largest.amount).contains(value) else {
            throw wrong(column, "must be from 0 to 10¹²")
        }
        return Int128(value)
    }

    /// A whole number of at least `least`, `nil` if the cell is empty.
    ///
    /// A fraction of zeros is allowed.
    func whole(_ column: String, atLeast least: Int128) throws(WireError) -> Int128? {
        guard let scaled = try optionalDecimal(column) else { return nil }
        guard scaled % 1_000_000 == 0, Int128(scaled / 1_000_000) >= least else {
            throw wrong(column, "must be a whole number of at least \(least)")
        }
        return Int128(scaled / 1_000_000)
    }

    /// A whole number of units as a result states it; any sign, or what is wrong would not be
    /// seen.
    func units(_ column: String) throws(WireError) -> Int64 {
        let value = try integer(column)
        guard (-Largest.quantity...Largest.quantity).contains(value) else {
            throw wrong(column, "is too large")
        }
        return value
    }

    /// A cell that must hold something.
    func stated<Value>(_ column: String, _ value: Value?) throws(WireError) -> Value {
        guard let value else { throw wrong(column, "is missing") }
        return value
    }

    func wrong(_ column: String, _ what: String) -> WireError {
        WireError(
            code: "verify.problem-invalid", message: "\(column): the value \(what)",
            position: position(of: column))
    }
}
