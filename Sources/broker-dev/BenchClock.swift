/// The clock that benchmarks read; nothing else does.
enum BenchClock {
    static func now() -> ContinuousClock.Instant { ContinuousClock().now }
}
