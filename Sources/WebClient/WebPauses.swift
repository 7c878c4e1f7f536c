internal import CWebClient

/// How time is spent between tries, passed in so that tests wait for nothing.
public struct WebPauses: Sendable {
    /// Waits so many milliseconds.
    public let sleep: @Sendable (Int) -> Void
    /// A number from 0 to the given one, as good as any other.
    public let random: @Sendable (Int) -> Int

    /// Makes pauses from their parts.
    public init(sleep: @escaping @Sendable (Int) -> Void, random: @escaping @Sendable (Int) -> Int)
    {
        self.sleep = sleep
        self.random = random
    }

    /// Really waits, and throws real dice.
    public static let real = WebPauses(
        sleep: { milliseconds in web_pause(milliseconds) },
        random: { most in Int.random(in: 0...max(0, most)) })
}
