import Procurement
import Testing

/// A small generator with a seed, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of any size: small ones are as likely as those with many bits.
    mutating func nextInteger() -> Int64 {
        let bits = Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self)
        return Int.random(in: 0..<40, using: &self) == 0 ? [.min, .max, 0, 1, -1][pick(5)] : bits
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    mutating func chance(_ one: Int, in many: Int) -> Bool { pick(many) < one }
}

/// The code of the error that making a value throws, or "accepted".
func code(of make: () throws(ValueError) -> some Any) -> String {
    do throws(ValueError) {
        _ = try make()
        return "accepted"
    } catch {
        return error.code
    }
}

func number(_ text: String) throws -> FixedPoint { try FixedPoint(parsing: text) }

func money(_ text: String, _ currency: String = "EUR") throws -> Money {
    try Money(amount: FixedPoint(parsing: text), currency: Currency(currency))
}

func pieces(_ units: Int64) throws -> Quantity { try Quantity(units: units, unit: .each) }

func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }
