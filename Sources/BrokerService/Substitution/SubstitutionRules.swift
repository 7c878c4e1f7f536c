package import Procurement

/// Which substitutes a line may get.
///
/// Those that the master data approves for its item, if the order or the customer accepts
/// substitutes, and of them those on the customer's list, if it has one.
package struct SubstitutionRules: Sendable {
    private let substitutesByItem: [ItemID: [Substitute]]
    private let customersByLine: [BackOrderLineID: CustomerID]
    private let lists: [CustomerID: Set<ItemID>]

    /// - Parameters:
    ///   - lines: the open lines, with what their customers agreed to.
    ///   - lists: for customers who take certain substitutes only, which; an empty one is none.
    package init(
        substitutes: [Substitute], lines: [BackOrderLine],
        lists: [CustomerID: Set<ItemID>]
    ) {
        substitutesByItem = Dictionary(grouping: substitutes, by: \.item)
            .mapValues { $0.sorted { $0.substitute < $1.substitute } }
        customersByLine = Dictionary(
            lines.map { ($0.id, $0.customer) }, uniquingKeysWith: { first, _ in first })
        self.lists = lists
    }

    /// What a line may get in place of its item.
    package func substitutes(for requirement: Requirement) -> [Substitute] {
        guard requirement.acceptsSubstitute else { return [] }
        return substitutes(
            of: requirement.item, for: customersByLine[requirement.line])
    }

    /// What a customer may be offered in place of an item, whatever its lines say.
    package func substitutes(of item: ItemID, for customer: CustomerID?) -> [Substitute] {
        let all = substitutesByItem[item] ?? []
        guard let customer, let list = lists[customer] else { return all }
        return all.filter { list.contains($0.substitute) }
    }

    /// Whether a customer's list leaves out a part of what is approved for an item.
    package func isRestricted(_ substitutes: [Substitute], of item: ItemID) -> Bool {
        substitutes.count < (substitutesByItem[item] ?? []).count
    }

    /// The items whose offers a round of these requirements may use.
    package func itemsNeeded(by requirements: [Requirement]) -> Set<ItemID> {
        requirements.reduce(into: []) { items, requirement in
            items.insert(requirement.item)
            items.formUnion(substitutes(for: requirement).map(\.substitute))
        }
    }
}

extension Array where Element == BackOrderLine {
    /// The lines with what their customers agreed to: one whose last answer is to take a
    /// substitute accepts them, whatever the order system says.
    func accepting(_ consents: [CustomerConsent]) -> [BackOrderLine] {
        let last = Dictionary(grouping: consents, by: \.line)
            .compactMapValues { $0.max { $0.sequence < $1.sequence }?.answer }
        return map { last[$0.id] == .substitute ? $0.acceptingSubstitutes() : $0 }
    }
}

extension BackOrderLine {
    fileprivate func acceptingSubstitutes() -> BackOrderLine {
        BackOrderLine(
            id: id, customer: customer, item: item, openQuantity: openQuantity,
            needByDate: needByDate, priority: priority, lateCost: lateCost, unmetCost: unmetCost,
            unitPrice: unitPrice, unitMargin: unitMargin, split: split,
            acceptsSubstitute: true, cause: cause, status: status)
    }
}
