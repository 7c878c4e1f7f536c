import SourcingVerification
import Testing

/// Each cost term alone, by figures worked out by hand; amounts in micros.
@Suite struct CostTermTests {
    @Test(
        arguments: [
            ("all_units", "1", ["1,10", "100,8"], 99, 990_000_000),
            ("all_units", "1", ["1,10", "100,8"], 100, 800_000_000),
            ("all_units", "1", ["1,10", "100,8"], 101, 808_000_000),
            ("all_units", "", ["1,10", "10,11", "20,0"], 19, 209_000_000),
            ("all_units", "", ["1,10", "10,11", "20,0"], 20, 0),
            ("incremental", "1", ["1,10", "100,8"], 99, 990_000_000),
            ("incremental", "1", ["1,10", "100,8"], 100, 998_000_000),
            ("incremental", "1", ["1,10", "100,8"], 150, 1_398_000_000),
            ("incremental", "1", ["1,10", "3,8", "5,6"], 7, 54_000_000),
            // 3 × 12.345678 ÷ 7 = 5.291004857…
            ("all_units", "7", ["1,12.345678"], 3, 5_291_005),
            // Halves go up, less than a half goes down.
            ("all_units", "2", ["1,0.000001"], 1, 1),
            ("all_units", "2", ["1,0.000001"], 3, 2),
            ("all_units", "3", ["1,0.000001"], 1, 0),
            ("all_units", "3", ["1,0.000001"], 2, 1),
            // Rounded once for the offer, not once for each band: 0.5 + 0.5.
            ("incremental", "2", ["1,0.000001", "2,0.000001"], 2, 1),
        ])
    func goods(
        mode: String, per: String, breaks: [String], ordered: Int, expected: Int64
    ) throws {
        var tiny = TinyProblem()
        tiny.offer = "O,S,I,0,,,,,,\(per),\(mode)"
        tiny.breaks = breaks.map { "O,\($0)" }
        tiny.ordered = ordered
        #expect(try tiny.costs()["goods", default: 0] == expected)
    }

    @Test func costsOfOffersAndUnits() throws {
        var tiny = TinyProblem()
        tiny.offer = "O,S,I,0,,,,7.5,0.25,,"
        tiny.ordered = 6
        let costs = try tiny.costs()
        #expect(costs["offers"] == 7_500_000)
        #expect(costs["units"] == 1_500_000)
        tiny.ordered = 0
        #expect(try tiny.costs() == ["unmet": 20_000_000_000])
    }

    @Test(
        arguments: [
            // Order cost, minimum, surcharge, freight, free from; units at 10.
            ("5,,,,", 3, ["supplier_orders": 5_000_000]),
            (",,,4,", 3, ["freight": 4_000_000]),
            (",,,4,30", 2, ["freight": 4_000_000]),
            (",,,4,30", 3, [:]),
            (",,,4,0", 1, [:]),
            (",30,9,,", 2, ["surcharge": 9_000_000]),
            (",30,9,,", 3, [:]),
            (",30,,,", 2, [:]),
            (",30,0,,", 2, [:]),
        ])
    func termsOfTheSupplier(terms: String, ordered: Int, expected: [String: Int64]) throws {
        var tiny = TinyProblem()
        tiny.supplier = "S,\(terms),,"
        tiny.ordered = ordered
        var costs = try tiny.costs()
        costs["goods"] = nil
        costs["unmet"] = nil
        #expect(costs == expected)
    }

    @Test(
        arguments: [
            (["S,30,,5"], "10", 2, 0), (["S,30,,5"], "10", 3, -1_500_000),
            (["S,30,,5", "S,40,,7.5"], "10", 4, -3_000_000),
            (["S,,3,5", "S,,5,10"], "10", 4, -2_000_000),
            (["S,,3,5", "S,,5,10"], "10", 5, -5_000_000),
            // 3 × 1.000033 × 3.3333 % = 0.1000023…: what is left over is cut off.
            (["S,,1,3.3333"], "1.000033", 3, -100_002), (["S,,1,100"], "0.000001", 1, -1),
            (["S,,1,99.9999"], "0.000001", 1, 0),
        ])
    func discount(
        steps: [String], price: String, ordered: Int, expected: Int64
    ) throws {
        var tiny = TinyProblem()
        tiny.discounts = steps
        tiny.breaks = ["O,1,\(price)"]
        tiny.ordered = ordered
        #expect(try tiny.costs()["discount", default: 0] == expected)
    }

    @Test(
        arguments: [
            (["O,1,,5,1"], 5, "2", 0), (["O,1,,5,1"], 3, "2", 12_000_000),
            (["O,1,,5,1"], -2, "2", 42_000_000),
            // 0.15 × 10 × 0.333333 = 0.4999995 a unit, rounded half up, three units.
            (["O,1,,4,0.85", "O,1,,14,0.15"], 4, "0.333333", 1_500_000),
            // Early days do not make up for late ones.
            (["O,1,,0,0.5", "O,1,,10,0.5"], 5, "1", 7_500_000),
            // 0.000001 × 0.4 is less than a half.
            (["O,1,,1,0.4", "O,1,,0,0.6"], 0, "0.000001", 0),
        ])
    func lateness(
        arrivals: [String], needBy: Int, lateCost: String, expected: Int64
    ) throws {
        var tiny = TinyProblem()
        tiny.arrivals = arrivals
        tiny.ordered = 3
        for split in ["any", "single", "complete"] {
            tiny.lines = ["L,I,3,\(needBy),\(lateCost),20,\(split)"]
            tiny.allocations = ["L,O,1,3"]
            #expect(try tiny.costs()["lateness", default: 0] == expected, "\(split)")
        }
    }

    @Test(arguments: [("any", 8_000_000), ("single", 8_000_000), ("complete", 20_000_000)])
    func latenessOfTwoTranches(split: String, expected: Int64) throws {
        var tiny = TinyProblem()
        tiny.arrivals = ["O,1,3,1,1", "O,2,,6,1"]
        tiny.lines = ["L,I,7,2,1,20,\(split)"]
        tiny.ordered = 5
        tiny.allocations = ["L,O,1,3", "L,O,2,2"]
        let costs = try tiny.costs()
        #expect(costs["lateness"] == expected)
        #expect(costs["unmet"] == 40_000_000)
    }

    @Test func substitutionAndSurplus() throws {
        var tiny = TinyProblem()
        tiny.salvage = "1.5"
        tiny.lines = ["L,J,4,0,,20,any"]
        tiny.substitutes = ["J,I,0.75"]
        tiny.ordered = 6
        tiny.allocations = ["L,O,1,4"]
        #expect(
            try tiny.costs() == [
                "goods": 60_000_000, "substitution": 3_000_000, "surplus": -3_000_000,
            ])
    }

    @Test func largeAmountsStayExact() throws {
        var tiny = TinyProblem()
        tiny.lines = ["L,I,1000000000,0,,99,any"]
        tiny.breaks = ["O,1,999.999999"]
        tiny.ordered = 1_000_000_000
        tiny.allocations = ["L,O,1,1000000000"]
        #expect(try tiny.costs() == ["goods": 999_999_999_000_000_000])
    }
}
