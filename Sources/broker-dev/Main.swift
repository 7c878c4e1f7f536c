import ArgumentParser

/// The developers' tool: measures what the product promises.
@main
struct BrokerDev: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker-dev",
        abstract: "Measure and check SourcingBroker while developing it.",
        subcommands: [Bench.self])
}

/// Benchmarks, each with its baseline in the same run.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure speed and memory.", subcommands: [EngineBench.self, ReadersBench.self])
}
