/// How a flat file is made: its records, where their fields stand, which record belongs under
/// which, and what its counts and totals must be.
///
/// A layout is a text of its own, so that a supplier's description can be copied line by line;
/// `Docs/Layouts.md` is its grammar, ``parse(_:)`` reads it. What a field means to a program
/// (`-> order.number`) is a word that this library passes on and does not understand.
public struct RecordLayout: Hashable, Sendable {
    /// How records are told apart.
    public enum Form: Hashable, Sendable {
        /// One record a line, fields in fixed columns; blanks at the end of a line may be missing.
        case lines
        /// Records of so many bytes, with or without line ends between them.
        case width(Int)
        /// One record a line, fields parted by a byte, and in quotes where that is allowed.
        case delimited(by: UInt8, quote: UInt8?)
    }

    /// Where a field stands in its record.
    public enum Place: Hashable, Sendable {
        /// Bytes, counted from 0.
        case bytes(Range<Int>)
        /// The ordinal of a delimited field, from 0.
        case field(Int)
    }

    /// What a field holds.
    public enum FieldType: Hashable, Sendable {
        /// Any characters; blanks at both ends do not count.
        case text
        /// Digits and nothing else.
        case digits
        /// A number; without a decimal sign its last digits are so many decimals. `nil` for none,
        /// and then it is written with blanks before it instead of zeros.
        case number(decimals: Int?)
        /// A day in this pattern; blank or nothing but zeros is no day.
        case date(DatePattern)
    }

    /// A field of a record.
    public struct Field: Hashable, Sendable {
        /// The name, as the supplier's description has it.
        public let name: String
        /// Where it stands.
        public let place: Place
        /// What it holds.
        public let type: FieldType
        /// Whether it must hold something.
        public let isRequired: Bool
        /// The only values that it may hold; empty for any.
        public let values: [String]
        /// Values by what stands in the file for them, in the order of the layout.
        public let translation: [Translation]
        /// What the field is to a program; empty for nothing.
        public let meaning: String

        /// Whether it holds words: then its translation names all of them, and else special ones.
        var isWords: Bool { type == .text || type == .digits }

        /// The value that a word of the file stands for.
        public struct Translation: Hashable, Sendable {
            /// What stands in the file.
            public let written: String
            /// What it means.
            public let value: String
        }
    }

    /// A kind of record.
    public struct Record: Hashable, Sendable {
        /// The name in the layout.
        public let name: String
        /// What stands at the place of the kind; a `*` at the end stands for any rest.
        public let kinds: [String]
        /// A place whose value decides between records of one kind.
        public let condition: Condition?
        /// The records that it may stand under; empty for the file itself.
        public let parents: [String]
        /// How often it must and may stand under one of them.
        public let occurrences: ClosedRange<Int>
        /// Whether nothing more belongs to its parent after it.
        public let closesParent: Bool
        /// What it stands for once each, such as `line`; empty for once under each parent.
        public let each: String
        /// How many groups of fields it may hold, and how far one is from the next.
        public let groups: Groups?
        /// Its fields.
        public let fields: [Field]

        /// A place and the value that must stand there.
        public struct Condition: Hashable, Sendable {
            /// Where it stands.
            public let place: Place
            /// The value.
            public let value: String
        }

        /// Fields that stand several times in one record.
        public struct Groups: Hashable, Sendable {
            /// The greatest number of groups.
            public let count: Int
            /// Bytes or fields from one group to the next.
            public let step: Int
            /// The byte or field, from 0, at which the first group begins; fields before it stand
            /// once.
            public let first: Int
        }

        /// The ordinal of a field by name.
        public func index(of field: String) -> Int? { fields.firstIndex { $0.name == field } }
    }

    /// A field that must hold a count or a total.
    public struct Check: Hashable, Sendable {
        /// What is counted or added up.
        public enum Subject: Hashable, Sendable {
            /// Records of these names; none for all of them.
            case count([String])
            /// The numbers in a field of a record.
            case sum(record: String, field: String)
        }

        /// The record that holds it.
        public let record: String
        /// Its field.
        public let field: String
        /// What it must be.
        public let subject: Subject
        /// Only the rest of a division by this is written, as in hash totals.
        public let modulus: Int64?
    }

    /// The name.
    public let name: String
    /// How records are told apart.
    public let form: Form
    /// How bytes become characters.
    public let encoding: TextEncoding
    /// The sign before decimals.
    public let decimalSign: Character
    /// Where the kind of a record stands; `nil` where there is one kind only.
    public let kindPlace: Place?
    /// Whether records, and columns behind those of a record, may stand in the file that no line of
    /// the layout names.
    public let allowsOthers: Bool
    /// How lines end when they are written: nothing for records of a width without line ends.
    public let lineEnd: String
    /// The records, in the order in which they are written.
    public let records: [Record]
    /// The counts and totals.
    public let checks: [Check]

    /// The ordinal of a record by name.
    public func index(of record: String) -> Int? { records.firstIndex { $0.name == record } }

    /// Every meaning that some field has, once each, sorted.
    public var meanings: [String] {
        Set(records.flatMap { $0.fields.map(\.meaning) }).filter { !$0.isEmpty }.sorted()
    }
}
