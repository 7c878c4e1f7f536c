import Procurement

/// The relative distance of an answer from its bound.
package enum Gap {
    /// (objective − bound) ÷ |objective| with 6 digits, rounded up so that it never flatters.
    package static func text(objective: Int64, bound: Int64) -> String {
        FixedPoint(micros: millionths(objective: objective, bound: bound))
            .formatted(fractionDigits: 6)
    }

    /// The same in 10⁻⁶; 0 when both are equal.
    package static func millionths(objective: Int64, bound: Int64) -> Int64 {
        if objective == bound { return 0 }
        let distance = Int128(objective) - Int128(bound)
        let size = Int128(objective).magnitude
        guard size > 0 else { return 1_000_000 }
        let scaled = (distance * 1_000_000 + Int128(size) - 1) / Int128(size)
        return Int64(clamping: scaled)
    }
}
