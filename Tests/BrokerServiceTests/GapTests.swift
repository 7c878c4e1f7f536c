import BrokerService
import Testing

@Suite struct GapTests {
    @Test(
        arguments: [
            (0, 0, "0.000000"), (100, 100, "0.000000"), (1_000_000, 999_999, "0.000001"),
            (3_000_000, 2_999_999, "0.000001"), (200, 100, "0.500000"), (-100, -200, "1.000000"),
            (0, -5, "1.000000"), (Int64.max, Int64.min, "2.000001"),
        ] as [(Int64, Int64, String)])
    func aGapIsRoundedUpAndNeverFlatters(objective: Int64, bound: Int64, text: String) {
        #expect(Gap.text(objective: objective, bound: bound) == text)
    }
}
