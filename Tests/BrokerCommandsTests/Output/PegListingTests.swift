import BrokerCommands
import BrokerService
import Procurement
import Testing

/// How ``PegListing`` tells whom a late order hurts.
@Suite struct PegListingTests {
    /// crbnos/carbon#1695: neither are all lines behind a late order late, nor is none.
    @Test func onlyLinesWithoutSlackBecomeLate() throws {
        let pegs = try [
            peg("O1/1", arrives: 0, needBy: 1), peg("O2/1", arrives: 0, needBy: 11),
            peg("O3/1", arrives: 4, needBy: 1),
        ]
        #expect(
            PegListing(pegs, late: 5).summary
                == "5 days later 1 line becomes late: O1/1 by 4 days; 1 line late already; "
                + "1 line with slack left")
        #expect(
            PegListing(Array(pegs.dropFirst().prefix(1)), late: 5).summary
                == "5 days later no line becomes late; 1 line with slack left")
        let rows = PegListing(pegs, late: 5).listing.rows
        #expect(
            rows.map { $0[9] } == [
                .text("becomes late"), .text("in time"), .text("late already"),
            ])
        #expect(rows.map { $0[8] } == [.number(4), .number(0), .number(8)])
    }

    /// A line of which one part becomes late is late, and is named once, by its worst part.
    @Test func aLineInPartsCountsOnce() throws {
        let pegs = try [
            peg("O1/1", arrives: 0, needBy: 3), peg("O1/1", arrives: 2, needBy: 3),
            peg("O1/1", arrives: -9, needBy: 3),
        ]
        #expect(
            PegListing(pegs, late: 4).summary == "4 days later 1 line becomes late: O1/1 by 3 days")
    }

    @Test func whatHasNoDayHasNoSlack() throws {
        let peg = PegOutlook(
            order: nil, orderLine: nil, line: try BackOrderLineID(parsing: "O1/1"),
            customer: try CustomerID("C-1"), units: 4, needByDate: day, arrival: nil,
            isConfirmed: false, decides: true, standing: "covered by nothing")
        let row = try #require(PegListing([peg], late: 0).listing.rows.first)
        #expect(row[0] == .none && row[6] == .none && row[7] == .none)
        #expect(row[9] == .text("unknown"))
    }

    private let day = CalendarDate(dayNumber: 20_514)

    private func peg(_ line: String, arrives: Int, needBy: Int) throws -> PegOutlook {
        PegOutlook(
            order: try PurchaseOrderNumber("PO-1"), orderLine: 1,
            line: try BackOrderLineID(parsing: line), customer: try CustomerID("C-1"), units: 4,
            needByDate: day.adding(days: needBy), arrival: day.adding(days: arrives),
            isConfirmed: true, decides: true, standing: "on PO-1 line 1")
    }
}
