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
        case codes([String])
        /// At most so many characters.
        case length(Int)

        /// Whether it makes sense of elements only, of segments only, or of both (`nil`).
        var isOfElements: Bool? {
            switch self {
            case .required, .forbidden: nil
            case .uses: false
            case .codes, .length: true
            }
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
