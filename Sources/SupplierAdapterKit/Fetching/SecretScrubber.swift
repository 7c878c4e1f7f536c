/// Strikes secrets out of whatever people may read.
public struct SecretScrubber: Hashable, Sendable {
    private let secrets: [String]

    /// The longest first, so that no secret hides a part of another.
    ///
    /// Values of fewer than four characters would strike out half of every sentence and are left.
    public init(_ secrets: some Sequence<String>) {
        self.secrets = secrets.filter { $0.count >= 4 }.sorted { $0.count > $1.count }
    }

    /// The text with `•••` in place of each secret.
    public func scrub(_ text: String) -> String {
        var text = text
        for secret in secrets where text.contains(secret) {
            text = text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "•••")
        }
        return text
    }
}
