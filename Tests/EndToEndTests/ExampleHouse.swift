import Foundation
import TestSupport
import Testing

/// A copy of `Fixtures/Errors/workspace` in which nothing is wrong, as of one moment.
struct ExampleHouse {
    static let asOf = "2026-03-02T08:00:00Z"

    let folder: String
    let broker: Program

    /// With limits under which rounds are approved automatically.
    init(in folder: String, orderFormat: String = "json", configuration: String = "") throws {
        self.folder = folder + "/house"
        broker = try #require(Program.broker, "swift build comes first")
        try FileManager.default.copyItem(
            atPath: Golden.path("\(ErrorCase.folder)/workspace"), toPath: self.folder)
        try write(
            "supplier,name,order_format\nACME,Acme Ltd.,\(orderFormat)\n",
            to: "master/suppliers.csv")
        let limits = "\n[approval]\nautomatic_round_total = \"1000\"\n\n"
        let before = try String(contentsOfFile: self.folder + "/broker.toml", encoding: .utf8)
        try write(before + limits + configuration, to: "broker.toml")
    }

    func write(_ text: String, to file: String) throws {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
    }

    /// How a command ends, below another one if wanted.
    func start(_ arguments: [String], under words: [String] = []) throws -> Program.Outcome {
        let program = Program("env")
        let typed = words + broker.command + arguments + ["--as-of", Self.asOf]
        return try program.run(typed, in: folder)
    }

    /// What a command prints that must succeed.
    func run(_ arguments: [String]) throws -> String {
        let outcome = try start(arguments)
        #expect(outcome.status == 0, "\(outcome.text)")
        return outcome.text
    }

    /// The text of the one purchase order in the outbox.
    func onlyOrder() throws -> String {
        let outbox = folder + "/outbox/ACME"
        let names = try FileManager.default.contentsOfDirectory(atPath: outbox)
            .filter { !$0.hasPrefix(".") }
        let name = try #require(names.first)
        #expect(names.count == 1)
        return try String(contentsOfFile: "\(outbox)/\(name)", encoding: .utf8)
    }

    /// Every file but those of the database, with its content.
    func files() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
        where !path.hasPrefix("data") {
            contents[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
        return contents
    }
}
