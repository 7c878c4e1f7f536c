/// Which module may import which: the layer table of `Docs/Architecture.md` as data.
enum LayeringRules {
    /// Modules of ours that each module may import.
    static let ours: [String: Set<String>] = [
        "Procurement": [],
        "SourcingEngine": [],
        "WireFormats": [],
        "CPlatform": [],
        "DurableFiles": ["CPlatform"],
        "ChildProcesses": ["CPlatform"],
        "CWebClient": [],
        "WebClient": ["CWebClient", "WireFormats"],
        "SupplierAdapterKit": ["Procurement", "WireFormats", "DurableFiles"],
        "SupplierAdapterTesting": [
            "Procurement", "WireFormats", "ChildProcesses", "SupplierAdapterKit",
        ],
        "SupplierAdapters": [
            "Procurement", "WireFormats", "DurableFiles", "ChildProcesses", "SupplierAdapterKit",
            "WebClient", "FileDrop", "FlatFileEDI",
        ],
        "SourcingExchange": ["WireFormats", "SourcingEngine"],
        "SourcingVerification": ["WireFormats"],
        "Storage": ["Procurement"],
        "StorageSQLite": ["Procurement", "Storage"],
        "OrderDesk": ["Procurement"],
        "LetterDelivery": ["Procurement", "DurableFiles", "SupplierAdapterKit", "WebClient"],
        "BrokerService": [
            "Procurement", "WireFormats", "SupplierAdapterKit", "SourcingEngine",
            "SourcingExchange", "Storage", "OrderDesk",
        ],
        "BrokerCommands": [
            "Procurement", "WireFormats", "DurableFiles", "SupplierAdapterKit", "SourcingEngine",
            "SourcingExchange", "SourcingVerification", "Storage", "StorageSQLite", "OrderDesk",
            "BrokerService", "ChildProcesses", "SupplierAdapterTesting", "ExternalProcess",
            "FileDrop", "FlatFileEDI", "HTTPFeed", "LetterDelivery", "WebClient",
        ],
        "broker": ["BrokerCommands"],
        "broker-dev": [
            "Procurement", "WireFormats", "ChildProcesses", "SupplierAdapterKit", "SourcingEngine",
            "SourcingExchange", "FileDrop", "FlatFileEDI", "Template",
        ],
    ]

    /// Packages that the application uses, each in as few modules as can be, and what the engine
    /// starts threads with.
    private static let packages: [String: Set<String>] = [
        "SourcingEngine": ["Dispatch", "Synchronization"],
        "BrokerService": ["Crypto"],
        "StorageSQLite": ["GRDB"],
        "BrokerCommands": ["ArgumentParser", "TOMLKit", "Crypto"],
        "broker": ["ArgumentParser"],
        "broker-dev": ["ArgumentParser"],
    ]

    /// Modules of the toolchain that ask the machine for something.
    private static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
    ]
    /// Modules that decide and never act: they have nothing to ask the machine for.
    private static let pure: Set<String> = [
        "Procurement", "SourcingEngine", "WireFormats", "OrderDesk", "broker",
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isShipped, let target = file.targetName else {
            return []
        }
        let module = file.path.hasPrefix("SupplierAdapters/") ? "SupplierAdapters" : target
        guard let ours = ours[module] else {
            let message =
                "module `\(target)` is not in the layer table, "
                + "use a row there and a decision record"
            return [Finding(path: file.path, line: 0, message: message)]
        }
        let allowed = ours.union(packages[module] ?? []).union(pure.contains(module) ? [] : system)
        return imports(in: file).filter { !allowed.contains($0.name) }.map { name, line in
            let list = ours.isEmpty ? "none of ours" : ours.sorted().joined(separator: ", ")
            let message = "`\(target)` imports `\(name)`, use only what its layer may: \(list)"
            return Finding(path: file.path, line: line, message: message)
        }
    }

    static func imports(in file: SourceFile) -> [(name: String, line: Int)] {
        let code = file.code
        let kinds: Set<String> = [
            "struct", "class", "enum", "func", "protocol", "typealias", "var",
        ]
        return code.indices.compactMap { index in
            guard code[index].isCode("import"), index + 1 < code.count else {
                return nil
            }
            let isKind = kinds.contains(code[index + 1].text) && index + 2 < code.count
            let name = isKind ? code[index + 2] : code[index + 1]
            return name.line == code[index].line ? (name.text, name.line) : nil
        }
    }

    /// Rows of the document's table that say something else than this table.
    static func differences(from document: SourceFile) -> [Finding] {
        var rows: [String: Set<String>] = [:]
        var isLayerTable = false
        for row in NameRules.tableRows(document.text) where row.count == 3 {
            if row[2] == "Imports of ours" {
                isLayerTable = true
            } else if isLayerTable, let name = NameRules.codeWords(row[0]).first {
                let module = name.split(separator: "/").first.map(String.init) ?? name
                rows[module] = Set(NameRules.codeWords(row[2]))
            }
        }
        return Set(ours.keys).union(rows.keys).filter { ours[$0] != rows[$0] }.sorted().map {
            let message = "the layer table and the rule differ for `\($0)`, use the same in both"
            return Finding(path: document.path, line: 0, message: message)
        }
    }
}
