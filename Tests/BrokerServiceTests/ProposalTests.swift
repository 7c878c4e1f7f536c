import BrokerService
import FileDrop
import Foundation
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// What suppliers' lists say of substitutes: proposals that a person decides about.
@Suite struct ProposalTests {
    private static let master =
        "supplier,supplier_part,item,base_units\nS1,a-1,A,1\nS1,b-1,B,1\nS1,B2,B,1\n"

    @Test func aProposalIsNotTradedUntilItIsApproved() throws {
        try withHouse { house throws in
            let report = try house.takeIn("1", "b-1,10,,", "a-1,2,,b-1")
            #expect(report.proposedSubstitutes == 1)
            let proposal = try #require(try house.proposals().first)
            #expect(proposal == "B>A substitute proposed prices-1.csv:3")
            try house.takeInBackOrders("O1,1,C1,B,5,2026-03-20,urgent,any,yes")
            #expect(try house.substitutesOfRound() == [])
            try house.decide(.approved, cost: "0.25")
            #expect(try house.proposals() == ["B>A substitute approved prices-1.csv:3"])
            #expect(try house.substitutesOfRound() == ["B>A 0.25"])
        }
    }

    /// What a person rejected is not asked again, however often lists state it.
    @Test func aRejectedOneDoesNotComeBack() throws {
        try withHouse { house throws in
            try house.takeIn("1", "b-1,10,,", "a-1,2,,b-1")
            try house.decide(.rejected)
            #expect(try house.takeIn("2", "b-1,11,,", "a-1,2,,b-1").proposedSubstitutes == 0)
            #expect(try house.takeIn("3", "b-1,11,a-1,", "a-1,2,,").proposedSubstitutes == 0)
            let proposals = try house.broker.substituteProposals()
            #expect(proposals.map(\.standing) == [.rejected] && !proposals[0].isOpen)
            #expect(try house.substitutesOfRound() == [])
            try house.decide(.approved)
            #expect(try house.substitutesOfRound() == ["B>A 0"])
        }
    }

    @Test func whatANewerListDoesNotStateIsMarkedAndStaysApproved() throws {
        try withHouse { house throws in
            try house.takeIn("1", "b-1,10,a-1,", "a-1,2,,")
            try house.decide(.approved)
            #expect(try house.broker.substituteProposals().map(\.isOpen) == [false])
            house.passDay()
            try house.takeIn("2", "b-1,10,,", "a-1,2,,")
            let marked = try #require(try house.broker.substituteProposals().first)
            #expect(marked.statement.withdrawnAt == house.now && marked.isOpen)
            #expect(marked.standing == .approved)
            #expect(try house.substitutesOfRound() == ["B>A 0"])
            // Whoever approves it again has seen that.
            house.passDay()
            try house.decide(.approved)
            #expect(try house.broker.substituteProposals().map(\.isOpen) == [false])
            try house.takeIn("3", "b-1,10,a-1,", "a-1,2,,")
            let again = try #require(try house.broker.substituteProposals().first)
            #expect(again.statement.withdrawnAt == nil)
            #expect(again.statement.firstStatedAt < again.statement.lastStatedAt)
        }
    }

    /// A list that a guard holds changes nothing, nor does one that is taken in again.
    @Test func aHeldListStatesNothing() throws {
        try withHouse { house throws in
            try house.takeIn("1", "b-1,10,a-1,", "a-1,2,,", "B2,3,,")
            let before = try house.storage.read { try $0.substituteStatements() }
            let report = try house.takeIn("2", "a-1,2,,b-1")
            #expect(report.isHeld)
            #expect(try house.storage.read { try $0.substituteStatements() } == before)
        }
    }

    /// Parts of ours only: what looks like one is suggested, and nothing is matched by it.
    @Test func unmatchedPartsAreToldWithWhatTheyLookLike() throws {
        try withHouse { house throws in
            try house.takeIn("1", "b-1,10,A1,", "a-1,2,B-7,", "z-1,1,z-2,")
            let proposals = try house.broker.substituteProposals()
            #expect(proposals.map(\.standing) == [.unmatched, .unmatched])
            #expect(
                proposals.map(\.hint) == [
                    "part B-7 is not in item_references.csv",
                    "part A1 is not in item_references.csv, but looks like a-1 (item A)",
                ])
            #expect(refusal { try house.decide(.approved) } == "substitute.not-proposed")
        }
    }

    /// Parts of one item compete as offers, and a row of substitutes.csv decides by itself.
    @Test func whatIsDecidedElsewhereIsNoProposal() throws {
        try withHouse(substitutes: "B,A,0.50,one-way,") { house throws in
            try house.takeIn("1", "b-1,10,a-1,", "a-1,2,,", "B2,3,,b-1")
            #expect(try house.proposals() == ["B>A substitute listed prices-1.csv:2"])
            #expect(try house.substitutesOfRound() == ["B>A 0.5"])
            #expect(refusal { try house.decide(.rejected) } == "substitute.listed")
        }
    }

    @Test func whatMayBeHadEitherWayIsDecidedEitherWay() throws {
        try withHouse { house throws in
            try house.takeIn("1", columns: "alternate", "b-1,10,a-1,", "a-1,2,,")
            #expect(
                try house.proposals() == [
                    "A>B alternate proposed prices-1.csv:2",
                    "B>A alternate proposed prices-1.csv:2",
                ])
            try house.decide(.approved)
            #expect(
                try house.broker.substituteProposals().map(\.standing) == [.proposed, .approved])
        }
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return (error as? ServiceError)?.code ?? "\(error)"
        }
    }

    private func withHouse(
        substitutes: String = "", _ body: (inout TestHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            let rows = "item,substitute,cost,direction,status\n\(substitutes)\n"
            let report = try house.broker.takeInMaster(
                house.master(others: [.substitutes: rows, .references: Self.master]))
            #expect(report.status == .taken)
            try body(&house)
        }
    }
}

extension TestHouse {
    fileprivate mutating func passDay() {
        now = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + 86_400_000)
    }

    /// Takes in a list of S1 with columns for a part that may be had instead, and for one that
    /// the row's may be had in place of.
    @discardableResult
    fileprivate func takeIn(
        _ name: String, columns first: String = "substitute", _ rows: String...
    ) throws -> FeedReport {
        func text(_ key: String, _ value: String) -> SettingTable.Entry {
            SettingTable.Entry(key, SettingValue(.string(value)))
        }
        func table(_ key: String, _ entries: [SettingTable.Entry]) -> SettingTable.Entry {
            SettingTable.Entry(key, SettingValue(.table(SettingTable(entries))))
        }
        let settings = AdapterSettings(
            file: "feeds/prices.toml",
            table: SettingTable([
                text("folder", "prices"), text("supplier", "S1"),
                table("complete", [text("by", "done")]),
                table(
                    "columns",
                    [
                        text("part", "part"), text("price", "price"), text(first, "instead"),
                        text("substitute_for", "instead_of"),
                    ]),
                table("defaults", [text("currency", "EUR"), text("unit", "EA")]),
            ]))
        let folder = path + "/prices"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let lines = ["part,price,instead,instead_of"] + rows
        let file = "\(folder)/prices-\(name).csv"
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        try "".write(toFile: file + ".done", atomically: true, encoding: .utf8)
        let source = try FileDropOffers(
            name: FeedName("prices"), settings: settings,
            environment: AdapterEnvironment(root: path, sha256: { sha256Hex($0) }))
        return try broker.takeIn(
            ConfiguredFeed(
                name: FeedName("prices"), source: .offers(source), limits: .standard))
    }

    fileprivate func proposals() throws -> [String] {
        try broker.substituteProposals().map {
            "\($0.item?.rawValue ?? "?")>\($0.substitute?.rawValue ?? "?") "
                + "\($0.statement.key.relation.rawValue) \($0.standing.rawValue) "
                + "\($0.statement.file.split(separator: "/").last ?? ""):\($0.statement.line)"
        }
    }

    /// Decides about A in place of B.
    fileprivate func decide(
        _ verdict: SubstituteDecision.Verdict, cost: String = "0"
    ) throws {
        _ = try broker.decideSubstitute(
            verdict, ItemID("A"), insteadOf: ItemID("B"), cost: FixedPoint(parsing: cost),
            by: "Ann", reason: "", isDryRun: false)
    }

    /// What a round would give in place of what.
    fileprivate func substitutesOfRound() throws -> [String] {
        try storage.read { try RoundInputs(from: $0) }.master.substitutes.map {
            "\($0.item)>\($0.substitute) \($0.cost)"
        }
    }
}
