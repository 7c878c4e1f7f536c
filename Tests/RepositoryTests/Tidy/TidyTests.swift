import Testing

/// The rules of `Docs/Style.md`, over every file of the repository.
@Suite struct TidyTests {
    let repository: Repository

    init() throws {
        repository = try Repository.current.get()
    }

    @Test func theRepositoryIsReadWhole() {
        #expect(repository.paths.contains("Package.swift"))
        #expect(repository.shippedFiles.count > 50)
        #expect(repository.testFiles.count > 20)
    }

    @Test func functionsAreShort() {
        expectNone(repository.swiftFiles.flatMap(LengthRules.functionLength))
    }

    @Test func filesAreShort() {
        expectNone(repository.swiftFiles.flatMap(LengthRules.fileLength))
    }

    @Test func linesFitTheWidth() {
        expectNone(repository.swiftFiles.flatMap(LengthRules.lineLength))
    }

    @Test func bannedPhrasesAreAbsent() {
        expectNone(
            repository.swiftFiles.flatMap { file in
                BannedPhrase.all.flatMap { $0.findings(in: file) }
            })
    }

    @Test func onlyOneFileOfTheProductReadsTheClock() {
        let clocks = repository.shippedFiles.filter {
            BannedPhrase.clockFiles.contains($0.fileName) && $0.targetName != "broker-dev"
        }
        #expect(clocks.count <= 1)
    }

    @Test func namesSaySomething() {
        expectNone(repository.swiftFiles.flatMap(NameRules.emptyNames))
    }

    @Test func escapesFromChecksOnlyBecomeFewer() {
        expectNone(Ratchet.all.flatMap { $0.findings(in: repository.swiftFiles) })
    }

    @Test func modulesImportOnlyWhatTheirLayerAllows() {
        expectNone(repository.shippedFiles.flatMap(LayeringRules.findings))
    }

    @Test func everySourceFileHasATest() {
        expectNone(CompletenessRules.untested(repository.swiftFiles))
    }

    @Test func everyFixtureIsUsed() {
        expectNone(
            CompletenessRules.unusedFixtures(paths: repository.paths, files: repository.files))
    }

    @Test func everyAdapterIsComplete() {
        expectNone(CompletenessRules.incompleteAdapters(paths: repository.paths))
    }

    @Test func onlyWhatBelongsInTheRepositoryIsTracked() {
        expectNone(CompletenessRules.misplaced(trackedPaths: repository.trackedPaths))
    }

    @Test func openEndsNameTheirDecision() {
        expectNone(repository.swiftFiles.flatMap(TextRules.openEnds))
    }

    @Test func noKeysAndNoPathsOfOneMachine() {
        expectNone(repository.files.flatMap(TextRules.secrets))
        expectNone(repository.files.flatMap(TextRules.machinePaths))
    }
}

/// One issue for each finding, so that each can be read and jumped to.
func expectNone(
    _ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation
) {
    for finding in findings.sorted() {
        Issue.record("\(finding)", sourceLocation: sourceLocation)
    }
}
