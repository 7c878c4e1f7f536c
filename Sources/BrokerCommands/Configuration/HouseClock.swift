import Foundation
package import Procurement

/// Tells what the clock on the wall of the house shows, summer time and all.
package struct HouseClock: Sendable, Hashable {
    private let zone: TimeZone

    /// Creates the clock of a time zone by its IANA name; `nil` if there is no such zone.
    package init?(timeZone name: String) {
        guard Self.isKnown(timeZone: name), let zone = TimeZone(identifier: name) else {
            return nil
        }
        self.zone = zone
    }

    /// The day and time there at a moment; seconds are dropped.
    package func localTime(at moment: Timestamp) -> LocalTime {
        let local = moment.millisecondsSince1970 + offset(at: moment.millisecondsSince1970)
        let (day, ofDay) = local.quotientAndRemainderTowardMinusInfinity(
            dividingBy: Self.millisecondsPerDay)
        do throws(ValueError) {
            return LocalTime(
                date: CalendarDate(dayNumber: Int32(clamping: day)),
                time: try TimeOfDay(minutes: Int(ofDay / 60_000)))
        } catch {
            preconditionFailure("A remainder of a day must be a time of day: \(error)")
        }
    }

    /// The moment at which the clock there shows a time.
    ///
    /// Where the clock shows it twice, the first; where it skips it, the moment of the skip, so
    /// that what is due then is due as soon as the time is past.
    package func moment(at local: LocalTime) -> Timestamp {
        let wall =
            Int64(local.date.dayNumber) * Self.millisecondsPerDay
            + Int64(local.time.minutes) * 60_000
        // No zone is further than a day from UTC, and none changes twice within two days.
        let before = offset(at: wall - Self.millisecondsPerDay)
        let after = offset(at: wall + Self.millisecondsPerDay)
        let candidates = [wall - before, wall - after].filter { $0 + offset(at: $0) == wall }
        if let first = candidates.min() { return Timestamp(millisecondsSince1970: first) }
        return Timestamp(millisecondsSince1970: change(between: wall - after, and: wall - before))
    }

    /// The first moment from which the offset is no longer that of `start`.
    private func change(between start: Int64, and end: Int64) -> Int64 {
        var (low, high) = (start, end)
        let offsetBefore = offset(at: start)
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if offset(at: middle) == offsetBefore { low = middle } else { high = middle }
        }
        return high
    }

    private func offset(at milliseconds: Int64) -> Int64 {
        // Whole seconds, which a binary fraction holds exactly.
        let seconds = milliseconds.quotientAndRemainderTowardMinusInfinity(dividingBy: 1_000)
        let moment = Date(timeIntervalSince1970: TimeInterval(seconds.quotient))
        return Int64(zone.secondsFromGMT(for: moment)) * 1_000
    }

    private static let millisecondsPerDay: Int64 = 86_400_000

    // MARK: - Names

    private static let knownTimeZones = Set(TimeZone.knownTimeZoneIdentifiers + ["UTC", "Etc/UTC"])

    /// Whether a text is the IANA name of a time zone; abbreviations and offsets are not.
    package static func isKnown(timeZone name: String) -> Bool {
        if knownTimeZones.contains(name) { return true }
        // Older names of a zone are not in the list but are known all the same.
        return name.contains("/") && TimeZone(identifier: name)?.identifier == name
    }

    /// The zone whose name is spelled most alike, or that is named after the same city.
    static func nearestTimeZone(to name: String) -> String? {
        let known = knownTimeZones.sorted()
        let city = name.lowercased().replacing(" ", with: "_")
        return known.first { $0.lowercased().split(separator: "/").last.map(String.init) == city }
            ?? Spelling.nearest(to: name, among: known)
    }
}

extension Int64 {
    fileprivate func quotientAndRemainderTowardMinusInfinity(
        dividingBy divisor: Int64
    ) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
