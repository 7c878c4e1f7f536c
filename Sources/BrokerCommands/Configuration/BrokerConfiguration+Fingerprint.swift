import BrokerService
import OrderDesk
import Procurement

extension BrokerConfiguration {
    /// Everything that a round and its purchase orders depend on, one `key=value` a line, sorted.
    ///
    /// Two configurations with the same text make the same round from the same files. Where files
    /// lie, what may be approved without a person and how intake guards itself are no part of it:
    /// they decide what comes in and who agrees, not what comes out.
    package var policyFingerprintText: String {
        var values: [String: String] = [:]
        addHouse(to: &values)
        for priority in priorities {
            let path = SettingPath(steps: [.key("priority"), .key(priority.name)]).description
            values["\(path).rank"] = String(priority.rank)
            values["\(path).late_cost"] = priority.lateCost.description
            values["\(path).unmet_cost"] = priority.unmetCost.description
        }
        for (name, calendar) in calendarsByName {
            let path = SettingPath(steps: [.key("calendar"), .key(name)]).description
            let weekdays = calendar.workingWeekdays.sorted().map { String(describing: $0) }
            values["\(path).working_days"] = weekdays.joined(separator: ",")
            let holidays = calendar.holidays.sorted().map(\.description)
            values["\(path).holidays"] = holidays.joined(separator: ",")
            values["\(path).cut_off"] = calendar.cutOff?.description ?? ""
        }
        addSourcing(to: &values)
        addSupplierRules(to: &values)
        addCredits(to: &values)
        for (customer, contact) in customers {
            guard let list = contact.substitutes else { continue }
            let path = SettingPath(steps: [.key("customer"), .key(customer.rawValue)])
                .appending("substitutes").description
            values[path] = list.map(\.rawValue).sorted().joined(separator: ",")
        }
        return values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(Self.onOneLine($0.value))\n" }.joined()
    }

    private func addHouse(to values: inout [String: String]) {
        values["house.name"] = house.name
        values["house.currency"] = house.currency.code
        values["house.time_zone"] = house.timeZone
        values["house.order_prefix"] = house.orderPrefix
        values["house.rate_days"] = "\(house.rateDays)"
        values["house.rounding"] = house.rounding.rawValue
        values["house.contact.name"] = house.contact.name
        values["house.contact.email"] = house.contact.email
        values["house.contact.phone"] = house.contact.phone
        for (section, address) in [("buyer", house.buyer), ("ship_to", house.shipTo)] {
            values["house.\(section).name"] = address.name
            for (index, line) in address.lines.enumerated() {
                values["house.\(section).lines[\(index + 1)]"] = line
            }
            values["house.\(section).city"] = address.city
            values["house.\(section).postal_code"] = address.postalCode
            values["house.\(section).country"] = address.country
        }
    }

    private func addSourcing(to values: inout [String: String]) {
        func count(_ limit: Int?) -> String { limit.map { String($0) } ?? "" }
        values["sourcing.maximum_suppliers_per_line"] = count(sourcing.maximumSuppliersPerLine)
        values["sourcing.maximum_suppliers_per_item"] = count(sourcing.maximumSuppliersPerItem)
        values["sourcing.maximum_suppliers_in_all"] = count(sourcing.maximumSuppliersInAll)
        values["sourcing.gap"] = sourcing.gap.description
        values["sourcing.time_limit_seconds"] = String(sourcing.timeLimitSeconds)
        values["sourcing.arrivals"] = sourcing.arrivals.rawValue
        values["sourcing.default_split"] = sourcing.defaultSplit.rawValue
        values["sourcing.default_priority"] = sourcing.defaultPriority
    }

    /// Nothing without rules: then nothing of a round depends on how suppliers are measured.
    private func addSupplierRules(to values: inout [String: String]) {
        if scorecards.rules.isEmpty { return }
        values["scorecards.minimum_sample"] = String(scorecards.minimumSample)
        values["scorecards.days"] = String(scorecards.days)
        for rule in scorecards.rules {
            let path = SettingPath(steps: [.key("supplier_rule"), .key(rule.name)]).description
            values["\(path).figure"] = rule.figure.rawValue
            values["\(path).worse_than"] = rule.limit.description
            switch rule.effect {
            case .exclude: values["\(path).exclude"] = "true"
            case .surcharge(let amount): values["\(path).surcharge"] = amount.description
            }
        }
    }

    private static func onOneLine(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}
