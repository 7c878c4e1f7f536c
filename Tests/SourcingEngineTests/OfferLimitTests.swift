import SourcingEngine
import Testing

/// What of an offer a part of the search looks at.
@Suite struct OfferLimitTests {
    /// Every legal quantity lies in exactly one of the two parts of a split, whatever the
    /// threshold.
    @Test func aSplitCoversEveryQuantityOnce() throws {
        for multiple in Int64(1)...4 {
            var limit = OfferLimit(offer: 0, low: 2 * multiple, high: 7 * multiple)
            for allowsNone in [true, false] {
                limit.allowsNone = allowsNone
                for threshold in 1...(8 * multiple) {
                    let halves = limit.split(from: threshold, multiple: multiple)
                    for quantity in stride(from: 0, through: 8 * multiple, by: Int(multiple)) {
                        let parts = [halves.below, halves.above].filter { $0.allows(quantity) }
                        #expect(parts.count == (limit.allows(quantity) ? 1 : 0))
                        if quantity < threshold {
                            #expect(!halves.above.allows(quantity))
                        } else {
                            #expect(!halves.below.allows(quantity))
                        }
                    }
                }
            }
        }
    }

    @Test func limitsAreFoundByOffer() {
        var limits = OfferLimits()
        for offer in [7, 2, 5, 2] {
            limits = limits.with(OfferLimit(offer: offer, low: Int64(offer), high: 9))
        }
        #expect(limits.all.map(\.offer) == [2, 5, 7])
        #expect(limits.of(3..<8).map(\.offer) == [5, 7])
        #expect(limits.of(0..<2).isEmpty)
    }
}
