package import ArgumentParser

/// The developers' tool: measures what the product promises.
@main
package struct BrokerDev: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "broker-dev",
        abstract: "Measure, check and extend SourcingBroker while developing it.",
        subcommands: [Bench.self, NewAdapter.self, TemplateProgram.self])

    package init() {}
}

/// Benchmarks, each with its baseline in the same run.
package struct Bench: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Measure speed and memory.",
        subcommands: [EngineBench.self, ReadersBench.self, AdapterBench.self])

    package init() {}
}
