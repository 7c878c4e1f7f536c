import Foundation
import SourcingVerification
import TestSupport
import Testing

/// What the verification says, and when it says that it cannot say anything.
@Suite struct ReportTests {
    @Test func agreementIsStatedWithWhatWasCheckedAndWhatNot() {
        let report = verify("order-costs")
        #expect(report.outcome == .verified)
        #expect(report.objective == 54_000_000)
        #expect(report.costs.count == 12)
        #expect(
            report.costs.filter { $0.micros != 0 }.map { "\($0.key) \($0.micros)" } == [
                "goods 25000000", "offers 3000000", "units 2000000", "supplier_orders 20000000",
                "freight 4000000",
            ])
        #expect(
            report.statements.dropLast() == [
                "cost: recomputed in 10⁻⁶ from orders and allocations, 54.000000 EUR",
                "rules: looked at 2 orders, 2 allocations and 2 lines, of which 0 not covered in "
                    + "full",
            ])
        #expect(report.statements[2].contains("taken on trust, the result has no certificate"))
    }

    @Test func disagreementNamesBothFigures() throws {
        let report = try verifyChanged(
            "one-offer", "orders.csv", from: "22.500000", to: "22.500001")
        #expect(report.outcome == .mismatch)
        #expect(
            report.findings.map(\.description) == [
                "orders.csv:2 says goods 22.500001 of offer O1, recomputed 22.500000 "
                    + "[verify.goods]"
            ])
    }

    @Test func boundAboveTheCostIsNoBound() throws {
        let report = try verifyChanged(
            "one-offer", "result.json", from: "\"bound\": \"27.500000\"",
            to: "\"bound\": \"27.500001\"")
        #expect(
            report.findings.contains {
                $0.message == "result.json says bound 27.500001, above the recomputed cost "
                    + "27.500000"
            })
    }

    @Test func missingFilesMakeAFolderUnreadable() throws {
        let report = Verification.verify(
            problemFolder: Golden.path("Fixtures/Sourcing/one-offer/problem"),
            resultFolder: "no/such/place")
        #expect(report.outcome == .unreadable)
        #expect(
            report.findings.map(\.description) == [
                "no/such/place has no file result.json [verify.file-missing]"
            ])
    }

    @Test func invalidProblemsAreUnreadable() throws {
        let names = try Golden.names(in: "Fixtures/Errors").filter {
            $0.hasPrefix("problem.") && !Self.judgedByTheReaderAlone.contains($0)
        }
        #expect(names.count > 30)
        for name in names {
            let report = Verification.verify(
                problemFolder: Golden.path("Fixtures/Errors/\(name)"),
                resultFolder: Golden.path("Fixtures/Sourcing/one-offer/result"))
            #expect(report.outcome == .unreadable, "\(name)")
        }
    }

    /// Faults that leave nothing unclear about what a result costs.
    static let judgedByTheReaderAlone: Set<String> = [
        "problem.amount-too-large", "problem.amounts-too-large", "problem.currency-invalid",
        "problem.quantity-too-large", "problem.unknown-file",
    ]

    private func verify(_ name: String) -> VerificationReport {
        Verification.verify(
            problemFolder: Golden.path("Fixtures/Sourcing/\(name)/problem"),
            resultFolder: Golden.path("Fixtures/Sourcing/\(name)/result"))
    }

    private func verifyChanged(
        _ name: String, _ file: String, from old: String, to new: String
    ) throws -> VerificationReport {
        try withTemporaryFolder { folder in
            let result = "\(folder)/result"
            try FileManager.default.copyItem(
                atPath: Golden.path("Fixtures/Sourcing/\(name)/result"), toPath: result)
            let text = try String(contentsOfFile: "\(result)/\(file)", encoding: .utf8)
            #expect(text.contains(old))
            try text.replacing(old, with: new).write(
                toFile: "\(result)/\(file)", atomically: false, encoding: .utf8)
            return Verification.verify(
                problemFolder: Golden.path("Fixtures/Sourcing/\(name)/problem"),
                resultFolder: result)
        }
    }
}
