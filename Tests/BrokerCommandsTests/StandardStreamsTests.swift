import BrokerCommands
import Foundation
import Testing

/// What ``StandardStreams`` leaves as it is; what it takes is shown by whole commands.
@Suite struct StandardStreamsTests {
    @Test func openStreamsStayWhatTheyAre() {
        let before = identities
        StandardStreams.occupyClosed()
        #expect(identities == before)
    }

    private var identities: [[UInt64]] {
        [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].map { descriptor in
            var found = stat()
            guard fstat(descriptor, &found) == 0 else { return [] }
            return [UInt64(found.st_dev), UInt64(found.st_ino)]
        }
    }
}
