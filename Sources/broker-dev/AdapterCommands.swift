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
        let source = "\(repository)/SupplierAdapters/Template"
        let target = "\(repository)/SupplierAdapters/\(name)"
        guard files.fileExists(atPath: source) else {
            throw ValidationError("There is no template in \(source): run it in the repository.")
        }
        guard !files.fileExists(atPath: target) else {
            throw ValidationError("\(target) exists already.")
        }
        for path in try files.subpathsOfDirectory(atPath: source).sorted() {
            let bytes = files.contents(atPath: "\(source)/\(path)")
            guard let bytes, !path.hasSuffix("/"), path.contains(".") else { continue }
            let file = URL(filePath: "\(target)/\(renamed(path))")
            try files.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(renamed(String(decoding: bytes, as: UTF8.self)).utf8).write(to: file)
        }
        let fixtures = "\(repository)/Fixtures/Suppliers/\(name)"
        try files.createDirectory(atPath: fixtures, withIntermediateDirectories: true)
        try files.copyItem(
            atPath: "\(repository)/Fixtures/Suppliers/Template/list.txt",
            toPath: "\(fixtures)/list.txt")
        print(next)
    }

    private func renamed(_ text: String) -> String {
        text.replacing("Template", with: name).replacing("template", with: spelled)
    }

    /// The name as settings write it: FtpList is ftp-list.
    private var spelled: String {
        var words = ""
        for letter in name {
            if letter.isUppercase, !words.isEmpty { words += "-" }
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
