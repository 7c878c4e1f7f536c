/// What a partner's guide asks of its documents beside the standard: an overlay, not a copy of it.
///
/// A guide narrows what the standard leaves open: segments and elements that must or must not
/// stand, how often, which values, how long. What it does not name is as the standard has it.
public struct MessageGuide: Hashable, Sendable {
    /// The rules of each kind of set or message, in the order in which they were written.
    let rulesByKind: [String: [GuideRule]]

    /// How many rules it has.
    public var ruleCount: Int { rulesByKind.values.reduce(0) { $0 + $1.count } }
}

/// One line of a guide.
struct GuideRule: Hashable, Sendable {
    enum Demand: Hashable, Sendable {
        case required
        case forbidden
        /// At most so many of the segment.
        case uses(Int)
        /// At least so many of the segment.
        case least(Int)
        case codes([String])
        case pattern(GuidePattern)
        /// At most so many characters.
        case length(Int)

        /// Whether it makes sense of elements only, of segments only, or of both (`nil`).
        var isOfElements: Bool? {
            switch self {
            case .required, .forbidden: nil
            case .uses, .least: false
            case .codes, .length, .pattern: true
            }
        }
    }

    /// How many of the segment must stand; 0 for a rule that does not ask for it.
    var least: Int {
        switch demand {
        case .required where target.element == nil: 1
        case .least(let least): least
        default: 0
        }
    }

    /// An element of a segment, or a component of one.
    struct Target: Hashable, Sendable {
        var segment: SegmentName
        /// From 1; `nil` for the segment itself.
        var element: Int?
        var component: Int?

        var label: String {
            guard let element else { return segment.description }
            return X12ElementChecker.label(segment, element) + (component.map { ".\($0)" } ?? "")
        }
    }

    /// The rule holds where an element of the segment has a value.
    struct Condition: Hashable, Sendable {
        var target: Target
        var value: String
    }

    var target: Target
    var demand: Demand
    /// Whether segments are counted in each line instead of in the set.
    var isInLines = false
    var condition: Condition?

    /// "REF where REF01 is VR".
    var subject: String {
        target.label + (condition.map { " where \($0.target.label) is \($0.value)" } ?? "")
            + (isInLines ? " in each line" : "")
    }
}

/// How a value is written: `9` is a digit, `@` a letter, `?` any character and `*` any number of
/// them; everything else stands for itself.
struct GuidePattern: Hashable, Sendable {
    let text: String

    func matches(_ value: String) -> Bool {
        let (pattern, value) = (Array(text.unicodeScalars), Array(value.unicodeScalars))
        var (next, index) = (0, 0)
        // Where the last star stands, and what it has taken so far.
        var star: (next: Int, index: Int)?
        while index < value.count {
            if next < pattern.count, pattern[next] == "*" {
                star = (next + 1, index)
                next += 1
            } else if next < pattern.count, Self.matches(pattern[next], value[index]) {
                next += 1
                index += 1
            } else if let last = star {
                star = (last.next, last.index + 1)
                (next, index) = (last.next, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == "*" }
    }

    private static func matches(_ pattern: Unicode.Scalar, _ value: Unicode.Scalar) -> Bool {
        switch pattern {
        case "9": value.value >= 0x30 && value.value <= 0x39
        case "@": value.properties.isAlphabetic
        case "?": true
        default: pattern == value
        }
    }
}
