public import ChildProcesses
public import SupplierAdapterKit

/// What starting a feed's program takes, for tools that speak with it themselves, such as the
/// conformance list.
public struct ExternalLaunch: Sendable {
    /// The command with its variables and limits.
    public let command: ChildCommand
    /// The line that answers its hello.
    public let welcome: [UInt8]
    /// The secrets in it, none of which may show anywhere.
    public let secrets: [String]
}

extension ExternalProgram {
    func launch() throws(AdapterError) -> ExternalLaunch {
        do throws(SessionFailure) {
            let (command, secrets) = try prepared()
            return ExternalLaunch(
                command: command,
                welcome: AdapterSession.welcome(settings, feed: feed, command),
                secrets: Array(secrets.values))
        } catch {
            throw error.error
        }
    }
}

extension ExternalProcessOffers {
    /// What starting the program takes.
    public func launch() throws(AdapterError) -> ExternalLaunch { try fetching.program.launch() }
}

extension ExternalProcessOrders {
    /// What starting the program takes.
    public func launch() throws(AdapterError) -> ExternalLaunch { try program.launch() }
}
