import Glibc
package import Procurement

/// Says what time it is; passed to whatever needs to know, so that a test can say it instead.
package typealias WallClock = @Sendable () -> Timestamp

/// The clocks of the machine, which nothing else may ask for the time.
package enum SystemClock {
    package static let wall: WallClock = {
        var time = timespec()
        let result = clock_gettime(CLOCK_REALTIME, &time)
        precondition(result == 0, "The machine must have a clock, but has none (\(errno)).")
        return Timestamp(
            millisecondsSince1970: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Starts to measure; what it gives says how long ago that was, whatever happens to the time.
    package static func stopwatch() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }
}
