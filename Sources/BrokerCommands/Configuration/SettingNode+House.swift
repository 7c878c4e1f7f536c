import Procurement
import WireFormats

/// Values that only the house's own settings have.
extension SettingNode {
    func timeZone() throws(SettingRejection) -> String {
        let name = try string()
        guard HouseClock.isKnown(timeZone: name) else {
            let nearest = HouseClock.nearestTimeZone(to: name)
            throw .wrongValue(
                "The time zone (\"\(name.shortened)\") is not known.",
                help: nearest.map { "Maybe \($0) is meant." }
                    ?? "Write it as the IANA names it, as in Europe/Berlin.")
        }
        return name
    }

    /// A currency that people pay in: a mistyped code would only show when nothing can be counted.
    func listedCurrency() throws(SettingRejection) -> Currency {
        let currency = try text(Currency.init)
        guard currency.isListed else {
            let nearest = nearestName(to: currency.code, among: Currency.listed)
            throw .wrongValue(
                "The currency (\(currency)) is not among the codes of ISO 4217.",
                help: nearest.map { "Maybe \($0) is meant." }
                    ?? "Write the code of the currency that the house counts in, as in EUR.")
        }
        return currency
    }

    /// A prefix may end up in the names of files.
    func orderPrefix() throws(SettingRejection) -> String {
        let prefix = try string()
        let isPlain = prefix.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, prefix.utf8.count <= 20, prefix.first != "." else {
            throw .wrongValue(
                "The prefix (\"\(prefix.shortened)\") must be at most 20 letters, digits, "
                    + "hyphens, underscores and points, not beginning with a point.",
                help: "It becomes part of file names; keep it plain, as in \"PO-\".")
        }
        return prefix
    }

    func weekdays() throws(SettingRejection) -> Set<Weekday> {
        guard case .array(let elements) = content else {
            throw .wrongType(
                self, expected: "a list of weekdays",
                help: "Write it as in [\"monday\", \"tuesday\"].")
        }
        let words = Weekday.allCases.map { (String(describing: $0), $0) }
        var weekdays: Set<Weekday> = []
        for element in elements { try weekdays.insert(element.word(words)) }
        guard !weekdays.isEmpty else {
            throw .wrongValue("At least one weekday must be worked on.")
        }
        return weekdays
    }
}
