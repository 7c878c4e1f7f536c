import Foundation
import Testing
import TestSupport

/// A house made of the first lines of the quickstart, with one approved round to issue.
struct ApprovedHouse {
    static let round = "R-1"
    static let moment = "2012-01-16T08:00:00Z"

    let broker: Program
    /// The folder that `broker.toml` lies in.
    let path: String

    /// Copies, takes in, computes and approves, in a new folder inside another.
    init(broker: Program, in folder: String, lines: Int) throws {
        self.broker = broker
        path = folder + "/approved"
        try FileManager.default.copyItem(
            atPath: Golden.path("Fixtures/Quickstart"), toPath: path)
        let backOrders = path + "/intake/back-orders.csv"
        let text = try String(contentsOfFile: backOrders, encoding: .utf8)
        let first = text.split(separator: "\n").prefix(1 + lines).joined(separator: "\n")
        try (first + "\n").write(toFile: backOrders, atomically: true, encoding: .utf8)
        try succeed(["intake"])
        try succeed(["round", "run"])
        try succeed(["round", "approve", Self.round, "--hash", try hash()])
    }

    private init(broker: Program, path: String) {
        self.broker = broker
        self.path = path
    }

    /// The same house at the same moment, elsewhere.
    func copy(to path: String) throws -> ApprovedHouse {
        try FileManager.default.copyItem(atPath: self.path, toPath: path)
        return ApprovedHouse(broker: broker, path: path)
    }

    func arguments(_ command: [String]) -> [String] { command + ["--as-of", Self.moment] }

    static let issue = ["po", "issue", round]

    @discardableResult
    func succeed(_ command: [String]) throws -> Program.Outcome {
        let outcome = try broker.run(arguments(command), in: path)
        try #require(outcome.status == 0, "broker \(command): \(outcome.text)")
        return outcome
    }

    private func hash() throws -> String {
        let lines = try succeed(["round", "list", "--format", "csv"]).lines
        let header = try #require(lines.first).split(separator: ",")
        let column = try #require(header.firstIndex(of: "hash"))
        let row = try #require(lines.last)
            .split(separator: ",", omittingEmptySubsequences: false)
        return String(row[column])
    }

    /// What the broker says of its purchase orders.
    func orderList() throws -> String {
        try succeed(["po", "list", "--format", "csv"]).text
    }

    /// Does what a supplier's connection does: takes what lies in the outbox, each name once.
    ///
    /// A name that was taken before is a purchase order issued twice.
    func takeOrders(into taken: inout [String: Data]) throws {
        let outbox = path + "/outbox"
        let entries = FileManager.default.enumerator(atPath: outbox)
        while let name = entries?.nextObject() as? String {
            let file = outbox + "/" + name
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            guard exists, !isFolder.boolValue,
                !name.split(separator: "/").contains(where: \.isHidden)
            else {
                continue
            }
            #expect(taken[name] == nil, "\(name) left the house twice")
            taken[name] = try Data(contentsOf: URL(filePath: file))
            try FileManager.default.removeItem(atPath: file)
        }
    }

    /// Files that are neither in the outbox nor taken: staged and forgotten.
    func stagedFiles() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path + "/outbox").filter { name in
            var isFolder: ObjCBool = false
            let file = path + "/outbox/" + name
            _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            return !isFolder.boolValue && name.split(separator: "/").contains(where: \.isHidden)
        }
    }
}

extension Substring {
    fileprivate var isHidden: Bool { hasPrefix(".") }
}
