internal import DurableFiles
internal import Procurement
internal import SupplierAdapterKit

/// Numbers of interchanges, one series for each partner, in a folder beside the documents.
///
/// Outside the database on purpose: a database that is restored from a backup must not give a
/// number again that left the house since. A number is noted before it is used, so a run that ends
/// in between loses one and gives none twice. An order that has a number keeps it: written again,
/// it is the same document.
struct ControlNumbers: Sendable {
    let folder: DurableFolder

    static let maximum = 999_999_999
    private static let lastName = "last"

    /// The number of an order, a new one if it has none.
    func number(of order: String) throws(AdapterError) -> Int {
        do throws(DurableFileError) {
            try folder.create()
            let name = FileNameSafe.text(order)
            if let known = try read(name) { return known }
            let next = (try read(Self.lastName) ?? 0) + 1
            guard next <= Self.maximum else { throw exhausted }
            try folder.replace(Self.lastName, with: Array("\(next)\n".utf8))
            try folder.replace(name, with: Array("\(next)\n".utf8))
            return next
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message, help: error.help,
                detail: "errno \(error.errno)")
        }
    }

    /// The number that an order has or would get; takes none.
    func preview(of order: String) throws(AdapterError) -> Int {
        if let known = try known(of: order) { return known }
        return min((try stored(Self.lastName) ?? 0) + 1, Self.maximum)
    }

    /// The number that an order has.
    func known(of order: String) throws(AdapterError) -> Int? {
        try stored(FileNameSafe.text(order))
    }

    private func stored(_ name: String) throws(AdapterError) -> Int? {
        do throws(DurableFileError) {
            return try read(name)
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixSettings, message: error.message, help: error.help,
                detail: "errno \(error.errno)")
        }
    }

    private func read(_ name: String) throws(DurableFileError) -> Int? {
        let bytes: [UInt8]
        do throws(DurableFileError) {
            bytes = try folder.read(name, maximumBytes: 64).bytes
        } catch {
            if error.code == "file.not-found" { return nil }
            throw error
        }
        let digits = bytes.prefix { $0 != 10 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)),
            (1...Self.maximum).contains(number)
        else {
            throw DurableFileError(
                code: "document.control-number-damaged", path: "\(folder.path)/\(name)", errno: 0,
                message: "The file (\(folder.path)/\(name)) does not hold a control number.",
                help: "Write the last number that the partner has seen into the file named last.")
        }
        return number
    }

    private var exhausted: DurableFileError {
        DurableFileError(
            code: "document.control-numbers-used-up", path: folder.path, errno: 0,
            message: "All \(Self.maximum) control numbers in (\(folder.path)) are used up.",
            help: "Agree with the partner where to begin again, and write it into last.")
    }
}

/// Texts as names of files.
enum FileNameSafe {
    /// Keeps letters, digits, `_` and `-`, and writes all other bytes as `%XX`.
    static func text(_ text: String) -> String {
        var result = "of-"
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
