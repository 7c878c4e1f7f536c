package import BrokerService
import Procurement
import Storage

/// Substitutes that suppliers' lists name, as a table.
package enum ProposalListing {
    package static func listing(_ proposals: [SubstituteProposal]) -> Listing {
        var listing = Listing([
            .init("item"), .init("substitute"), .init("standing"), .init("relation"),
            .init("supplier"), .init("part"), .init("substitute_part"), .init("source"),
            .init("since"), .init("withdrawn"), .init("found"),
        ])
        for proposal in proposals {
            let statement = proposal.statement
            listing.add([
                proposal.item.map { .text($0.rawValue) } ?? .none,
                proposal.substitute.map { .text($0.rawValue) } ?? .none,
                .text(proposal.standing.rawValue), .text(statement.key.relation.rawValue),
                .text(statement.key.supplier.rawValue), .text(proposal.part.rawValue),
                .text(proposal.substitutePart.rawValue),
                .text("\(statement.file):\(statement.line):\(statement.column)"),
                .text(day(statement.firstStatedAt)),
                statement.withdrawnAt.map { .text(day($0)) } ?? .none, .text(found(proposal)),
            ])
        }
        return listing
    }

    private static func day(_ time: Timestamp) -> String {
        String(time.description.prefix(10))
    }

    /// What a person should know of it, or who decided.
    private static func found(_ proposal: SubstituteProposal) -> String {
        guard let decision = proposal.decision else { return proposal.hint }
        let cost = decision.cost == .zero ? "" : ", cost \(decision.cost)"
        return "\(decision.verdict.rawValue) by \(decision.person) on \(day(decision.at))\(cost)"
            + (decision.reason.isEmpty ? "" : ": \(decision.reason)")
    }
}
