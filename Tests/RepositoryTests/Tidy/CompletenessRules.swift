/// Rules about what must exist beside something else.
enum CompletenessRules {
    /// Files that no test reaches.
    ///
    /// A test must name a public type; other types may also be used by a file of their module that
    /// a test reaches. Whoever starts the program reaches its commands.
    static func untested(_ files: [SourceFile]) -> [Finding] {
        let testedWords = files.filter(\.isTest).reduce(into: Set<String>()) {
            $0.formUnion($1.words)
            if $1.words.contains("Program") {
                $0.insert("BrokerCommand")
            }
        }
        // The executable only starts the commands; tests start it as a program.
        let shipped = files.filter {
            $0.isShipped && !$0.declarations.isEmpty && $0.targetName != "broker"
        }
        // Extensions of types that are not ours say nothing about who tests them.
        let ours = Set(shipped.flatMap(\.declarations).filter { !$0.isExtension }.map(\.name))
        let names = shipped.map { ours.intersection($0.declarations.map(\.name)) }
        let hasPublicTypes = shipped.map { $0.declarations.contains { $0.isPublic } }
        let words = shipped.map(\.words)
        var reached = shipped.indices.filter { !names[$0].isDisjoint(with: testedWords) }
        var isReached = Set(reached)
        while let user = reached.popLast() {
            for index in shipped.indices
            where !isReached.contains(index) && !hasPublicTypes[index]
                && shipped[index].targetName == shipped[user].targetName
                && !names[index].isDisjoint(with: words[user])
            {
                isReached.insert(index)
                reached.append(index)
            }
        }
        return shipped.indices.filter { !isReached.contains($0) }.map { index in
            let list = names[index].sorted().joined(separator: ", ")
            let message = "no test names any type of this file (\(list)), use a test that does"
            return Finding(path: shipped[index].path, line: 0, message: message)
        }
    }

    /// Fixtures that nothing refers to, by file name or by a folder that a test reads whole.
    static func unusedFixtures(paths: [String], files: [SourceFile]) -> [Finding] {
        let texts = files.filter { !$0.path.hasPrefix("Sources/") }
        let strings = files.filter(\.isTest).flatMap(\.tokens).filter { $0.kind == .string }
            .map { "/\($0.text)/" }
        return paths.filter { $0.hasPrefix("Fixtures/") }.filter { path in
            let parts = path.split(separator: "/").map(String.init)
            guard let name = parts.last, name != "README.md", name != "SOURCES.md" else {
                return false
            }
            let isNamed = texts.contains { $0.path != path && $0.text.contains(name) }
            let folders = parts.dropLast().dropFirst()
            let isListed = folders.contains { folder in
                strings.contains { $0.contains("/\(folder)/") }
            }
            return !isNamed && !isListed
        }.map {
            let message =
                "no test, script or SOURCES.md refers to this fixture, use it or remove it"
            return Finding(path: $0, line: 0, message: message)
        }
    }

    /// What every adapter's folder must hold.
    static func incompleteAdapters(paths: [String]) -> [Finding] {
        let folders = Set(
            paths.filter { $0.hasPrefix("SupplierAdapters/") }
                .map { $0.split(separator: "/").map(String.init) }
                .filter { $0.count > 2 }.map { $0[1] })
        return folders.sorted().flatMap { name in
            let needed = [
                "SupplierAdapters/\(name)/README.md", "SupplierAdapters/\(name)/Sources/",
                "SupplierAdapters/\(name)/Tests/", "Fixtures/Suppliers/\(name)/",
            ]
            return needed.filter { prefix in !paths.contains { $0.hasPrefix(prefix) } }.map {
                let message =
                    "adapter without `\($0)`, use the layout of SupplierAdapters/README.md"
                return Finding(path: "SupplierAdapters/\(name)", line: 0, message: message)
            }
        }
    }

    /// What builds make, and what stands at the top without a place in the layout.
    static func misplaced(trackedPaths: [String]) -> [Finding] {
        let outputs = [".sqlite", ".sqlite-wal", ".sqlite-shm", ".o", ".a", ".so", ".pyc"]
        let topLevel: Set<String> = [
            "Package.swift", "Sources", "Tests", "SupplierAdapters", "Fixtures", "Docs",
            "README.md", "LICENSE", "Makefile",
        ]
        return trackedPaths.compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            if parts.contains(where: { $0.hasPrefix(".build") }) || path == "Package.resolved"
                || outputs.contains(where: path.hasSuffix)
            {
                let message = "build output is tracked, use .gitignore"
                return Finding(path: path, line: 0, message: message)
            }
            guard let top = parts.first, !top.hasPrefix("."), !topLevel.contains(top) else {
                return nil
            }
            let message = "`\(top)` stands at the top, use a folder of the layout"
            return Finding(path: path, line: 0, message: message)
        }
    }
}
