import DurableFiles
import Procurement
import SupplierAdapterKit

/// What was tried to hand a letter over, a line a try: when, and what came of it.
///
/// Lies beside the letter's staged bytes as long as the letter has not left.
struct LetterTries {
    private let folder: String
    private let fileName: String
    private(set) var moments: [Timestamp] = []
    /// Why no further try is made.
    private(set) var end: String?
    private var text = ""

    private static let foldername = ".tries"
    private static let endMark = "given up: "

    /// Minutes from one try to the next, as Standard Webhooks advises; the last one stays.
    private static let pauses: [Int64] = [5, 30, 120, 300, 600, 840, 1_200, 1_440]

    /// - Parameter folder: where the letter goes, from the root of the file system or the process.
    init(of fileName: String, in folder: String) throws(AdapterError) {
        self.folder = "\(folder)/\(Self.foldername)"
        self.fileName = fileName
        do throws(DurableFileError) {
            let bytes = try DurableFolder(path: self.folder)
                .read(fileName, maximumBytes: 1 << 20).bytes
            text = String(decoding: bytes, as: UTF8.self)
        } catch {
            if error.code != "file.not-found" { throw AdapterError(error) }
        }
        for line in text.split(separator: "\n") {
            if line.hasPrefix(Self.endMark) {
                end = String(line.dropFirst(Self.endMark.count))
            } else if let word = line.split(separator: " ").first, let number = Int64(word) {
                moments.append(Timestamp(millisecondsSince1970: number))
            }
        }
    }

    /// Before when no further try is made; `nil` before the first one.
    var next: Timestamp? {
        moments.last.map { last in
            let minutes = Self.pauses[min(moments.count, Self.pauses.count) - 1]
            return Timestamp(millisecondsSince1970: last.millisecondsSince1970 + minutes * 60_000)
        }
    }

    /// Notes a try that did not succeed; `waits` is what the other side asked for.
    mutating func note(
        _ error: AdapterError, at now: Timestamp, isLast: Bool
    ) throws(AdapterError) {
        moments.append(now)
        text += "\(now.millisecondsSince1970) \(now) \(error.code) \(oneLine(error.message))\n"
        if isLast {
            end = oneLine(error.message)
            text += "\(Self.endMark)\(oneLine(error.message))\n"
        }
        do throws(DurableFileError) {
            let folder = DurableFolder(path: folder)
            try folder.create()
            try folder.replace(fileName, with: Array(text.utf8))
        } catch {
            throw AdapterError(error)
        }
    }

    /// Nothing was tried: what is said of earlier tries is forgotten.
    func forget() throws(AdapterError) {
        guard !text.isEmpty else { return }
        do throws(DurableFileError) {
            try DurableFolder(path: folder).remove(fileName)
        } catch {
            if error.code != "file.not-found" { throw AdapterError(error) }
        }
    }

    private func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

extension AdapterError {
    /// A failure of the file system.
    fileprivate init(_ error: DurableFileError) {
        self.init(
            code: error.code,
            reaction: error.isTemporary ? .retry(afterSeconds: nil) : .fixSettings,
            message: error.message, help: error.help, detail: "errno \(error.errno)")
    }
}
