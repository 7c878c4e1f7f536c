import Procurement
import SupplierAdapterKit

extension BrokerConfiguration {
    /// Reads a configuration from the bytes of a file.
    ///
    /// Throws every problem that the file has, not only the first.
    package init(bytes: [UInt8], file: String) throws(ConfigurationError) {
        let document = try TOMLDocument(bytes: bytes, file: file)
        let reading = Self.read(document)
        guard reading.problems.isEmpty, let configuration = reading.configuration else {
            precondition(
                !reading.problems.isEmpty, "A configuration that cannot be used has a problem.")
            throw ConfigurationError(problems: reading.problems)
        }
        self = configuration
    }

    package init(text: String, file: String) throws(ConfigurationError) {
        try self.init(bytes: Array(text.utf8), file: file)
    }

    /// Every key that is asked for, whatever a file says; `NAME` stands for the user's names.
    package static func askedPaths() -> Set<String> {
        do throws(ConfigurationError) {
            return read(try TOMLDocument(text: "", file: "")).askedPaths
        } catch {
            preconditionFailure("An empty text must be TOML: \(error.problems)")
        }
    }

    struct Reading {
        var configuration: BrokerConfiguration?
        /// In the order of the text.
        var problems: [Problem]
        var askedPaths: Set<String>
    }

    static func read(_ document: TOMLDocument) -> Reading {
        var top = SectionReader(document, keysElsewhere: keys)
        let house = top.section("house") { $0.house() }
        let storage = top.section("storage") { $0.storage() }
        let folders = top.section("folders") { $0.folders() }
        let priorities = top.priorities(currency: house?.currency)
        let calendars = top.sections("calendar") { name, section in section.calendar(name) }
        let sourcing = top.section("sourcing") { $0.sourcing(priorities: priorities) }
        let approval = top.section("approval") { $0.approval() }
        let desk = top.section("desk") { $0.desk() }
        let rules = top.sections("supplier_rule") { name, section in section.supplierRule(name) }
        let scorecards = top.section("scorecards") { $0.scorecards(rules: rules) }
        let creditRules = top.sections("credit_rule") { name, section in
            section.creditRule(name, priorities: priorities)
        }
        let credits = top.section("credits") { $0.credits(rules: creditRules) }
        let risk = top.section("risk") { $0.risk() }
        let notices = top.section("notices") { [email = house?.contact.email ?? ""] in
            $0.notices(contactEmail: email)
        }
        let customers = top.customers(notices)
        let intake = top.section("intake") { $0.intake() }
        let feedGuard = top.section("guard") { $0.feedGuard(otherwise: .standard) }
        top.rejectUnknownKeys()

        var configuration: BrokerConfiguration?
        if let house, let sourcing {
            var made = BrokerConfiguration(
                house: house, priorities: priorities, sourcing: sourcing)
            made.storage = storage
            made.folders = folders
            made.calendars = calendars.compactMap(\.self).sorted { $0.name < $1.name }
            made.approval = approval
            made.desk = desk
            made.scorecards = scorecards
            made.risk = risk
            made.credits = credits
            made.notices = notices
            made.customers = customers
            made.intake = intake
            made.feedGuard = feedGuard
            configuration = made
        }
        return Reading(
            configuration: configuration, problems: top.problems.inOrderOfText,
            askedPaths: top.askedPaths)
    }
}

extension [Problem] {
    /// By line and column; those without a line come last.
    var inOrderOfText: [Problem] {
        let last = TextPosition(line: .max, column: .max)
        func position(_ problem: Problem) -> TextPosition {
            guard let line = problem.place?.line else { return last }
            return TextPosition(line: line, column: problem.place?.column ?? 0)
        }
        return enumerated()
            .sorted {
                (position($0.element), $0.offset) < (position($1.element), $1.offset)
            }
            .map(\.element)
    }
}
