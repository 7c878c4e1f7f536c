import Foundation
package import SourcingEngine
package import SourcingExchange
import Storage

extension RoundDocument {
    /// The same content is the same bytes, whoever writes it.
    package func canonicalBytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self))
    }

    init(bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(RoundDocument.self, from: Data(bytes))
    }
}

extension RoundDocument.File {
    init(_ file: FolderFile) {
        self.init(name: file.name, text: String(decoding: file.bytes, as: UTF8.self))
    }
}

extension StoredRound {
    /// Reads a stored round; content that does not match its hash is refused.
    init(reading record: RoundRecord) throws {
        guard sha256Hex(record.content) == record.hash else {
            throw ServiceError(
                .failed, code: "round.damaged",
                message: "The stored content of round (\(record.number)) does not match its hash.",
                help: "Restore the database from a backup; broker doctor checks it.")
        }
        self.init(
            record: record, document: try RoundDocument(bytes: record.content), solvingTime: nil)
    }
}

extension RoundDocument {
    /// The problem that was solved, read back from the files in the document.
    package func sourcingProblem() throws(ExchangeError) -> SourcingProblem {
        try ProblemFolder.read(
            problem.map { FolderFile(name: $0.name, bytes: Array($0.text.utf8)) },
            name: "round \(number)")
    }

    /// The answer that the round stands for, as positions of its problem.
    package func sourcingSolution(
        to problem: SourcingProblem
    ) throws(ExchangeError) -> SourcingSolution {
        try ResultFolder.readAnswer(
            result.map { FolderFile(name: $0.name, bytes: Array($0.text.utf8)) },
            name: "round \(number)", to: problem)
    }
}
