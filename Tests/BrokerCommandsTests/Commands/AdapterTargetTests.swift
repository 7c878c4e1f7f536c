import BrokerCommands
import Testing

/// What is tried is a feed's name, its file, or a program.
@Suite struct AdapterTargetTests {
    @Test(arguments: ["acme", "acme.toml", "acme-orders"])
    func withoutASlashItIsAName(text: String) {
        let target = AdapterTarget(text)
        #expect(target.feed == text)
        #expect(target.workspace == nil)
        #expect(target.program == nil)
    }

    @Test func aFileOfSettingsLiesInAWorkspace() {
        let target = AdapterTarget("/house/feeds/../feeds/acme-web.toml")
        #expect(target.feed == "acme-web")
        #expect(target.workspace == "/house/")
        #expect(target.program == nil)
    }

    @Test func everyOtherPathIsAProgram() {
        let target = AdapterTarget("/adapters/acme.py")
        #expect(target.program == "/adapters/acme.py")
        #expect(target.workspace == nil)
    }
}
