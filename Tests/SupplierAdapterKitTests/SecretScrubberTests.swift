import SupplierAdapterKit
import Testing

struct SecretScrubberTests {
    @Test func secretsAreStruckOutTheLongestFirst() {
        let scrubber = SecretScrubber(["token", "token-and-more", "abc"])
        #expect(scrubber.scrub("a token-and-more, a token, abc") == "a •••, a •••, abc")
        #expect(scrubber.scrub("nothing") == "nothing")
    }
}
