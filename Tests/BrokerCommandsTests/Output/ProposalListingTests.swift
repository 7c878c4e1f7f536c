import BrokerCommands
import BrokerService
import Procurement
import Storage
import Testing

/// How ``ProposalListing`` tells what lists say, and who decided.
@Suite struct ProposalListingTests {
    @Test func aDecisionOrTheHintIsToldWithThePlace() throws {
        let rows = try ProposalListing.listing([
            proposal(decision: nil, hint: "part x is not known"),
            proposal(
                decision: SubstituteDecision(
                    item: ItemID("B"), substitute: ItemID("A"), verdict: .approved,
                    cost: FixedPoint(parsing: "0.5"), person: "Ann",
                    at: Timestamp(parsing: "2026-03-04T08:00:00Z"), reason: "same maker"),
                hint: ""),
        ]).rows
        #expect(rows[0][7] == .text("inbox/list.csv:3:7"))
        #expect(rows[0].last == .text("part x is not known"))
        #expect(
            rows[1].last == .text("approved by Ann on 2026-03-04, cost 0.5: same maker"))
    }

    private func proposal(
        decision: SubstituteDecision?, hint: String
    ) throws -> SubstituteProposal {
        let key = SubstituteStatement.Key(
            feed: try FeedName("list"), supplier: try SupplierID("S-1"),
            part: try SupplierPart("b"), substitute: try SupplierPart("a"), relation: .successor)
        let time = try Timestamp(parsing: "2026-03-02T08:00:00Z")
        return SubstituteProposal(
            statement: SubstituteStatement(
                key: key, statedOn: key.part, delivery: "d", file: "inbox/list.csv", line: 3,
                column: 7, firstStatedAt: time, lastStatedAt: time),
            part: key.part, substitutePart: key.substitute, item: try ItemID("B"),
            substitute: try ItemID("A"), standing: decision == nil ? .proposed : .approved,
            decision: decision, hint: hint)
    }
}
