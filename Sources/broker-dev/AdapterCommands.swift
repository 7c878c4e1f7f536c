package import ArgumentParser
import Foundation
import Procurement
import SupplierAdapterKit
import Template

/// Makes the folder of a new adapter from the template, which compiles and is tested as it stands.
package struct NewAdapter: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "new-adapter",
        abstract: "Makes the folder of a new supplier adapter from the template.",
        discussion: "Run it in the repository. It prints what to add to Package.swift.")

    @Argument(help: "The adapter's name in CamelCase, after the way it speaks: FtpList.")
    package var name: String

    @Option(help: "The folder of the repository.")
    package var repository = "."

    package init() {}

    package func validate() throws {
        let isName =
            name.first?.isUppercase == true
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
        guard isName else {
            throw ValidationError("\(name) is no name in CamelCase such as FtpList.")
        }
    }

    package func run() throws {
        let files = FileManager.default
        let target = "\(repository)/SupplierAdapters/\(name)"
        let fixtures = "\(repository)/Fixtures/Suppliers/\(name)"
        // Everything is read before anything is made: half an adapter would be in the way.
        let made = try template()
        for taken in [target, fixtures, "\(repository)/Sources/\(name)"]
        where files.fileExists(atPath: taken) {
            throw ValidationError("\(taken) exists already.")
        }
        do {
            for (path, text) in made {
                let file = URL(filePath: "\(repository)/\(path)")
                try files.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        } catch {
            for folder in [target, fixtures] where files.fileExists(atPath: folder) {
                try files.removeItem(atPath: folder)
            }
            throw error
        }
        print(next)
    }

    /// The files of the new adapter, with what is to stand in them.
    private func template() throws -> [(path: String, text: String)] {
        let source = "SupplierAdapters/Template"
        let list = "Fixtures/Suppliers/Template/list.txt"
        let paths = try FileManager.default.contents(of: "\(repository)/\(source)")
            .sorted().map { "\(source)/\($0)" }
        guard !paths.isEmpty else { throw missing(source) }
        return try (paths + [list]).map { path in
            guard let bytes = FileManager.default.contents(atPath: "\(repository)/\(path)") else {
                throw missing(path)
            }
            return (renamed(path), renamed(String(decoding: bytes, as: UTF8.self)))
        }
    }

    private func missing(_ path: String) -> ValidationError {
        ValidationError(
            "There is no \(repository)/\(path): run it in the repository, or name that with "
                + "--repository.")
    }

    private func renamed(_ text: String) -> String {
        text.replacing("Template", with: name).replacing("template", with: spelled)
    }

    /// The name as settings write it: FtpList is ftp-list, and HTTPList is http-list.
    private var spelled: String {
        let letters = Array(name)
        var words = ""
        for (index, letter) in letters.enumerated() {
            let isEndOfWord = index > 0 && !letters[index - 1].isUppercase
            let isBeginOfWord = index + 1 < letters.count && letters[index + 1].isLowercase
            if letter.isUppercase, index > 0, isEndOfWord || isBeginOfWord { words += "-" }
            words += letter.lowercased()
        }
        return words
    }

    private var next: String {
        """
        made SupplierAdapters/\(name) and Fixtures/Suppliers/\(name)
        next: add to Package.swift
            .target(
                name: "\(name)",
                dependencies: ["DurableFiles", "Procurement", "SupplierAdapterKit", "WireFormats"],
                path: "SupplierAdapters/\(name)/Sources", packageAccess: false,
                swiftSettings: settings),
            .testTarget(
                name: "\(name)Tests",
                dependencies: [
                    "Procurement", "SupplierAdapterKit", "SupplierAdapterTesting", "\(name)",
                    "TestSupport",
                ],
                path: "SupplierAdapters/\(name)/Tests", swiftSettings: settings),
        then: swift test --filter \(name)Tests; SupplierAdapters/README.md has the ten steps
        """
    }
}

extension FileManager {
    /// The files below a folder; none where there is no folder.
    fileprivate func contents(of folder: String) throws -> [String] {
        guard fileExists(atPath: folder) else { return [] }
        return try subpathsOfDirectory(atPath: folder).filter { $0.contains(".") }
    }
}

/// The template as a program that speaks `supplier-adapter/1`: what `AdapterProgram` makes of it.
package struct TemplateProgram: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "template-program",
        abstract: "Be the template adapter as a program of its own.")

    @Option(help: "The workspace.")
    var root = "."

    @Option(help: "The moment, in milliseconds since 1970; deliveries are named after it.")
    var moment: Int64 = 0

    package init() {}

    package func run() throws {
        let program = AdapterProgram<TemplateOffers>(version: "1")
        let status = program.run(
            now: { [moment] in Timestamp(millisecondsSince1970: moment) },
            environment: AdapterEnvironment(root: root) { _ in "" })
        throw ExitCode(status)
    }
}
