package import ArgumentParser
import ChildProcesses
import Foundation
import Procurement
import SupplierAdapterKit

/// Measures how fast offers come over the pipe from a program that speaks the adapter protocol.
///
/// The compiled child is this program itself; another one can be given as a command.
package struct AdapterBench: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "adapter",
        abstract: "Measures how fast an adapter's program is read.",
        discussion: """
            Starts a program, reads its offers and makes values of them with every check, and prints
            records per second of wall time. Without a command the program is broker-dev itself.
            """)

    @Option(help: "How many records the child sends.")
    var records = 1_000_000

    @Option(help: "How many records a message holds.")
    var batch = 500

    @Flag(help: "Be the child: write records to standard output.")
    var serve = false

    @Argument(help: "Another program and its arguments; it writes records messages.")
    var command: [String] = []

    package init() {}

    package func run() throws {
        if serve { return try send() }
        let own = [
            CommandLine.arguments[0], "bench", "adapter", "--serve", "--records", "\(records)",
            "--batch", "\(batch)",
        ]
        let start = BenchClock.now()
        let program = try ChildProgram(ChildCommand(arguments: command.isEmpty ? own : command))
        var reader = OfferRecordReader(
            defaults: OfferRecordDefaults(
                supplier: try SupplierID("ACME"), currency: try Currency("EUR")),
            file: "bench")
        var bytes = 0
        var lines = 0
        while let line = try program.nextLine(withinMilliseconds: 60_000) {
            lines += 1
            bytes += line.count
            try line.withUnsafeBufferPointer { line throws(AdapterError) in
                try reader.read(line: line, lineNumber: lines)
            }
        }
        let offers = reader.delivery().suppliers.reduce(0) { $0 + $1.offers.count }
        let spent = start.duration(to: BenchClock.now())
        let milliseconds =
            Int(spent.components.seconds) * 1_000
            + Int(spent.components.attoseconds / 1_000_000_000_000_000)
        let rate = offers * 1_000 / max(1, milliseconds)
        print(
            "\(offers) offers of \(bytes / max(1, offers)) bytes in \(milliseconds) ms: "
                + "\(rate) records/s")
        _ = program.end(withinMilliseconds: 10_000)
    }

    private func send() throws {
        var writer = OfferRecordWriter(stream: "offers")
        let output = FileHandle.standardOutput
        for number in 0..<records {
            writer.add(try offer(number))
            guard writer.recordCount == batch || number == records - 1,
                let message = writer.takeMessage()
            else { continue }
            try output.write(contentsOf: Data(message + [10]))
        }
    }

    private func offer(_ number: Int) throws -> SupplierOffer {
        let unit = UnitOfMeasure.each
        let currency = try Currency("EUR")
        let per = try Quantity(units: 100, unit: unit)
        let breaks = try [(1, 0), (100, 20_000), (1_000, 70_000)].map { from, less in
            PriceBreak(
                fromQuantity: try Quantity(units: Int64(from), unit: unit),
                price: try UnitPrice(
                    money: Money(
                        amount: FixedPoint(
                            micros: 12_340_000 + Int64(number % 1_000) * 10_000 - Int64(less)),
                        currency: currency),
                    per: per))
        }
        return SupplierOffer(
            supplier: try SupplierID("ACME"), supplierPart: try SupplierPart("V-\(number)"),
            description: "Hexagon screw M8 x \(number % 100), zinc plated", unit: unit,
            priceMode: .allUnits, priceBreaks: breaks,
            orderRules: OrderRules(
                minimumQuantity: try Quantity(units: 1, unit: unit),
                orderMultiple: try Quantity(units: 1, unit: unit), maximumQuantity: .notStated),
            leadTime: .stated(try LeadTime(days: number % 30, counting: .workingDays)),
            availability: Availability(
                onHand: .stated(try Quantity(units: Int64(number % 977), unit: unit)),
                leadTimeFromStock: try LeadTime(days: 2, counting: .workingDays)),
            offerCost: .zero, unitCost: .zero, validity: .always,
            place: FilePlace(file: "bench", line: number + 1))
    }
}
