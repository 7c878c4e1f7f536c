import ArgumentParser
import SourcingEngine
import Testing
import broker_dev

/// What the benchmarks measure on must be the same for everybody, and legal.
@Suite struct GeneratorTests {
    @Test func theSameSeedMakesTheSameRound() {
        var one = RoundGenerator(lines: 300, seed: 7)
        var other = RoundGenerator(lines: 300, seed: 7)
        var third = RoundGenerator(lines: 300, seed: 8)
        let round = one.make()
        #expect(round == other.make())
        #expect(round != third.make())
    }

    @Test(arguments: RoundGenerator.Feature.allCases)
    func roundsWithOneFeatureAreValid(_ feature: RoundGenerator.Feature) {
        var generator = RoundGenerator(lines: 120, seed: 3, features: [feature])
        #expect(generator.make().validationProblems().isEmpty)
    }

    @Test func roundsWithEverythingAndWithALongTailAreValid() {
        var all = RoundGenerator(
            lines: 500, seed: 1, features: Set(RoundGenerator.Feature.allCases))
        #expect(all.make().validationProblems().isEmpty)
        var tail = RoundGenerator(lines: 500, seed: 1, tail: 10)
        let round = tail.make()
        #expect(round.validationProblems().isEmpty)
        #expect(round.suppliers.count == 50)
        var crowd = RoundGenerator(lines: 500, seed: 1, linesPerItem: 100)
        #expect(crowd.make().items.count == 5)
    }

    @Test func discountProblemsAreValid() {
        let problem = DiscountGenerator.make(suppliers: 8, products: 20, intervals: 3, seed: 1)
        #expect(problem.validationProblems().isEmpty)
        #expect(problem.suppliers.allSatisfy { $0.discounts.count == 2 })
    }

    @Test func discountProblemsOfThePublishedShapeWantWhatTheyState() {
        for (scarcity, share) in [(Int64(0), 0.0), (100, 1.0)] {
            let problem = DiscountGenerator.makePublished(
                suppliers: 8, products: 20, intervals: 3, scarcity: scarcity, seed: 1)
            #expect(problem.validationProblems().isEmpty)
            for line in problem.lines {
                let amounts = problem.offers.filter { $0.item == line.item }
                    .compactMap(\.maximumQuantity)
                let all = amounts.reduce(0, +)
                #expect(line.quantity == (share == 1 ? all : amounts.max()))
            }
        }
    }

    @Test func crowdedRoundsAreValid() {
        for orders in CrowdedGenerator.Orders.allCases {
            let problem = CrowdedGenerator.make(
                suppliers: 6, lines: 9, ratio: 3, orders: orders, seed: 1)
            #expect(problem.validationProblems().isEmpty)
            #expect(problem.offers.count == 54)
            #expect(problem.offers.allSatisfy(\.isPlain) == (orders == .any || orders == .single))
        }
    }

    @Test func aPublishedInstanceIsReadAsSuppliersAndItems() {
        let problem = FacilityLocationFile.problem("2 1\n100 7500. 50 0.\n 40 12.5 .25000\n")
        #expect(problem?.suppliers.map(\.maximumUnits) == [100, 50])
        #expect(problem?.suppliers.map(\.orderCost) == [7_500_000_000, 0])
        #expect(problem?.offers.map { $0.priceBreaks[0].unitPrice } == [12_500_000, 250_000])
        #expect(FacilityLocationFile.problem("2 1\n100") == nil)
    }

    @Test func engineAndReadersHaveBenchmarks() {
        let names = [
            BrokerDev.configuration.commandName, EngineBench.configuration.commandName,
            ReadersBench.configuration.commandName, AdapterBench.configuration.commandName,
        ]
        #expect(names == ["broker-dev", "engine", "readers", "adapter"])
        #expect(Bench.configuration.subcommands.count == 3)
    }
}

extension SourcingOffer {
    fileprivate var isPlain: Bool {
        orderMultiple == 1 && minimumQuantity == 1 && offerCost == 0 && priceBreaks.count == 1
    }
}
