import DurableFiles
import Foundation
import Testing

/// A folder of its own for one test, removed afterwards.
private func withFolder(_ body: (DurableFolder) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
        .appending(path: "durable-files-\(UUID().uuidString)").path(percentEncoded: false)
    let folder = DurableFolder(path: path)
    try folder.create()
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    try body(folder)
}

private func put(_ text: String, _ folder: DurableFolder, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/" + name))
}

private func code(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let error as DurableFileError {
        return error.code
    } catch {
        return "\(error)"
    }
}

@Suite struct DurableFolderTests {
    @Test func aFileIsStagedThenPublished() throws {
        try withFolder { folder in
            #expect(try folder.state(of: "a.csv") == .gone)
            let staged: StagedFile = try folder.stage([1, 2, 3], as: "a.csv")
            #expect(try folder.state(of: "a.csv") == .staged)
            #expect(code { _ = try folder.read("a.csv", maximumBytes: 10) } == "file.not-found")
            #expect(try staged.commit() == .published)
            #expect(try folder.state(of: "a.csv") == .published)
            let read: DroppedFile = try folder.read("a.csv", maximumBytes: 10)
            #expect(read.bytes == [1, 2, 3])
            #expect(read.entry.size == 3)
            try folder.remove("a.csv")
            #expect(try folder.state(of: "a.csv") == .gone)
            try folder.remove("a.csv")
        }
    }

    @Test func aReplacedFileHasTheNewBytesAndNothingElseStays() throws {
        try withFolder { folder in
            for text in ["first", "second, longer", ""] {
                try folder.replace("mark", with: Array(text.utf8))
                #expect(try folder.read("mark", maximumBytes: 100).bytes == Array(text.utf8))
            }
            #expect(try folder.entries().map(\.name) == [".staging", "mark"])
            let staging = DurableFolder(path: folder.path + "/" + DurableFolder.stagingName)
            #expect(try staging.entries().isEmpty)
            #expect(code { try folder.replace("../mark", with: []) } == "file.name")
        }
    }

    @Test func publishingReplacesNothing() throws {
        try withFolder { folder in
            try put("old", folder, "a.csv")
            let other = try folder.stage(Array("new".utf8), as: "a.csv")
            #expect(try other.commit() == .alreadyThere(sameBytes: false))
            #expect(try folder.read("a.csv", maximumBytes: 10).bytes == Array("old".utf8))
            #expect(try folder.state(of: "a.csv") == .staged)
            try other.discard()
            let same = try folder.stage(Array("old".utf8), as: "a.csv")
            #expect(try same.commit() == .alreadyThere(sameBytes: true))
            #expect(try folder.state(of: "a.csv") == .published)
        }
    }

    @Test func stagingAgainReplacesWhatWasStaged() throws {
        try withFolder { folder in
            _ = try folder.stage([1], as: "a")
            _ = try folder.stage([2], as: "a")
            // After a restart the staged file is found by its name alone.
            #expect(try folder.stagedFile("a").commit() == .published)
            #expect(try folder.read("a", maximumBytes: 1).bytes == [2])
            #expect(code { _ = try folder.stagedFile("a").commit() } == "file.not-found")
        }
    }

    @Test func leftoversOfKilledRunsAreRemovedAndStagedFilesKept() throws {
        try withFolder { folder in
            try folder.discardLeftovers()
            _ = try folder.stage([1], as: "a")
            let staging = DurableFolder(path: folder.path + "/.staging")
            try put("half", staging, "b.77.part")
            try folder.discardLeftovers()
            #expect(try staging.entries().map(\.name) == ["a"])
        }
    }

    @Test func ofTwoClaimsOneWins() throws {
        try withFolder { folder in
            let taken = DurableFolder(path: folder.path + "/.taken")
            try taken.create()
            try put("x", folder, "in.csv")
            #expect(try folder.claim("in.csv", into: taken, as: "1-in.csv") == .claimed)
            #expect(try folder.claim("in.csv", into: taken, as: "1-in.csv") == .gone)
            try put("y", folder, "in.csv")
            #expect(try folder.claim("in.csv", into: taken, as: "1-in.csv") == .nameTaken)
            #expect(try folder.read("in.csv", maximumBytes: 9).bytes == Array("y".utf8))
        }
    }

    @Test func linksPipesAndLargeFilesAreNotRead() throws {
        try withFolder { folder in
            try put("secret", folder, "real")
            let link = folder.path + "/link"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: folder.path + "/real")
            #expect(code { _ = try folder.read("link", maximumBytes: 99) } == "file.link")
            #expect(code { _ = try folder.read("real", maximumBytes: 5) } == "file.too-large")
            try FileManager.default.linkItem(
                atPath: folder.path + "/real", toPath: folder.path + "/second")
            #expect(code { _ = try folder.read("real", maximumBytes: 99) } == "file.hard-link")
            #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
            #expect(code { _ = try folder.read("pipe", maximumBytes: 99) } == "file.not-regular")
            try DurableFolder(path: folder.path + "/sub").create()
            #expect(code { _ = try folder.read("sub", maximumBytes: 99) } == "file.not-regular")
            let plain = try folder.entries().filter(\.isPlainFile).map(\.name)
            #expect(plain == [])
        }
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "../a", "a\n", "a\u{1B}[0m", String(repeating: "x", count: 201),
    ])
    func namesAreSingleAndPlain(name: String) throws {
        try withFolder { folder in
            #expect(code { _ = try folder.stage([1], as: name) } == "file.name")
            #expect(code { _ = try folder.read(name, maximumBytes: 1) } == "file.name")
            #expect(code { try folder.remove(name) } == "file.name")
        }
    }

    @Test func whatFailsSaysWhatAndWhere() throws {
        try withFolder { folder in
            let missing = DurableFolder(path: folder.path + "/none")
            #expect(code { _ = try missing.stage([1], as: "a") } == "file.not-found")
            #expect(code { try missing.checkWritable() } == "file.not-found")
            try put("", folder, "file")
            let notAFolder = DurableFolder(path: folder.path + "/file")
            #expect(code { _ = try notAFolder.entries() } == "file.not-a-folder")
            do throws(DurableFileError) {
                _ = try missing.entries()
                Issue.record("a missing folder was listed")
            } catch {
                #expect(error.path == missing.path)
                #expect(error.message.contains(missing.path))
                #expect(!error.isTemporary)
            }
        }
    }

    @Test func foldersAreMadeWithTheirParents() throws {
        try withFolder { folder in
            let deep = DurableFolder(path: folder.path + "/a/b/c")
            try deep.create()
            try deep.create()
            try deep.checkWritable()
            #expect(try deep.entries().isEmpty)
        }
    }
}

@Suite struct CutWriteTests {
    @Test func aWriteThatIsCutOffIsSaidAndNothingIsLeftBehind() async {
        // A limit on file sizes stops a write half-way, as a full disk does; it holds for the
        // whole process, so it is set in one of its own.
        await #expect(processExitsWith: .success) {
            let path = FileManager.default.temporaryDirectory
                .appending(path: "durable-files-\(UUID().uuidString)").path(percentEncoded: false)
            let folder = DurableFolder(path: path)
            try folder.create()
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
            precondition(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            var found = ""
            do throws(DurableFileError) {
                _ = try folder.stage([UInt8](repeating: 65, count: 10_000), as: "a.csv")
            } catch {
                found = error.code
            }
            let left = try DurableFolder(path: path + "/.staging").entries()
            try FileManager.default.removeItem(atPath: path)
            precondition(found == "file.too-large", "found \(found)")
            precondition(left.isEmpty, "left \(left)")
        }
    }
}

@Suite struct WorkspaceLockTests {
    @Test func onlyOneHasTheLock() throws {
        try withFolder { folder in
            let path = folder.path + "/lock"
            var waited = 0
            do {
                let lock = try WorkspaceLock.acquire(path: path, holder: "first run") { _ in }
                do throws(DurableFileError) {
                    _ = try WorkspaceLock.acquire(path: path, holder: "second", waitSeconds: 2) {
                        waited += $0
                    }
                    Issue.record("two had the lock")
                } catch {
                    #expect(error.code == "file.locked")
                    #expect(error.message.contains("first run"))
                    #expect(error.isTemporary)
                }
                #expect(lock.path == path)
            }
            #expect(waited == 2000)
            _ = try WorkspaceLock.acquire(path: path, holder: "third") { _ in }
        }
    }

    @Test func whoWaitsGetsTheLockWhenItIsGivenBack() throws {
        try withFolder { folder in
            let path = folder.path + "/lock"
            var first: WorkspaceLock? = try WorkspaceLock.acquire(path: path, holder: "first") {
                _ in
            }
            #expect(first != nil)
            var waited = 0
            let second = try WorkspaceLock.acquire(path: path, holder: "second", waitSeconds: 1) {
                waited += $0
                if waited == 300 { first = nil }
            }
            #expect(waited == 300)
            #expect(second.path == path)
        }
    }
}
