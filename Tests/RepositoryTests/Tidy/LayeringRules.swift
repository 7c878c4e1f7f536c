/// Which module may import which: the table of `Docs/Architecture.md` as data.
enum LayeringRules {
    private static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
    ]
    private static let adapterSees: Set<String> = [
        "Procurement", "WireFormats", "DurableFiles", "SupplierAdapterKit",
    ]

    /// What each module may import beyond the standard library.
    static let allowedImports: [String: Set<String>] = [
        "Procurement": [],
        "SourcingEngine": [],
        "WireFormats": [],
        "CPlatform": [],
        "DurableFiles": system.union(["CPlatform"]),
        "SupplierAdapterKit": system.union(["Procurement", "WireFormats", "DurableFiles"]),
        "SourcingExchange": system.union(["WireFormats", "SourcingEngine", "DurableFiles"]),
        "SourcingVerification": system.union(["WireFormats"]),
        "Storage": system.union(["Procurement"]),
        "StorageSQLite": system.union(["Procurement", "Storage", "GRDB"]),
        "OrderDesk": ["Procurement", "Storage"],
        "BrokerService": system.union([
            "Procurement", "WireFormats", "DurableFiles", "SupplierAdapterKit", "SourcingEngine",
            "SourcingExchange", "SourcingVerification", "Storage", "OrderDesk", "Crypto",
        ]),
        "BrokerCommands": system.union([
            "Procurement", "WireFormats", "DurableFiles", "SupplierAdapterKit", "SourcingEngine",
            "SourcingExchange", "SourcingVerification", "Storage", "StorageSQLite", "OrderDesk",
            "BrokerService", "FileDropAdapter", "ArgumentParser", "TOMLKit", "Crypto",
        ]),
        "broker": ["BrokerCommands", "ArgumentParser"],
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isShipped, let target = file.targetName else {
            return []
        }
        let isAdapter = file.path.hasPrefix("SupplierAdapters/")
        guard let allowed = isAdapter ? adapterSees.union(system) : allowedImports[target] else {
            let message =
                "module `\(target)` is not in the layer table, "
                + "use a row there and a decision record"
            return [Finding(path: file.path, line: 0, message: message)]
        }
        return imports(in: file).filter { !allowed.contains($0.name) }.map { name, line in
            let ours = allowed.subtracting(system).sorted().joined(separator: ", ")
            let list = ours.isEmpty ? "the standard library" : ours
            let message = "`\(target)` imports `\(name)`, use only \(list)"
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
}
