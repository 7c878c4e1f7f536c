public import ChildProcesses
public import SupplierAdapterKit
internal import Procurement
internal import WireFormats

extension ExternalProcessOffers {
    /// What starting the program takes: the command with its variables, the line that answers its
    /// hello, what holds where records say nothing, and the secrets in it.
    ///
    /// For tools that speak with the program themselves, such as the conformance list.
    public func launch() throws(AdapterError) -> (
        command: ChildCommand, welcome: [UInt8], defaults: OfferRecordDefaults, secrets: [String]
    ) {
        do throws(SessionFailure) {
            let (command, secrets) = try prepared()
            return (
                command, AdapterSession.welcome(settings, feed: name.rawValue, command),
                settings.defaults, Array(secrets.values)
            )
        } catch {
            throw error.error
        }
    }
}
