import ArgumentParser
import BrokerService
import Procurement
import Storage

/// What was issued, as it is kept beside the database.
struct FenceCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence",
        abstract: "Shows whether the database knows all that was issued; matters after a restore.",
        discussion: """
            What was issued is also noted in two files outside the database. If a backup is \
            restored, they say more than the database, and nothing is issued until a person has \
            told the broker what left since: Restore in Docs/Operating.md.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Go on with the restored database: the highest number ever given, as shown here.",
            valueName: "number"))
    var accept: Int?

    @Flag(name: [.customShort("n"), .long], help: "Check, but change nothing.")
    var dryRun = false

    var writes: Bool { accept != nil && !dryRun }

    func run(in session: Session) throws {
        let standing = try session.broker.fenceStanding()
        guard let accept else {
            Self.listing(standing).print(output.format, empty: "")
            if output.format == .text { Console.out("\n" + Self.verdict(standing)) }
            return
        }
        let noted = try session.broker.acceptFence(through: accept, isDryRun: dryRun)
        if output.format != .text {
            Self.listing(try session.broker.fenceStanding()).print(output.format, empty: "")
            return
        }
        Console.out(
            (dryRun ? "dry run: " : "") + "the next purchase order has a number above \(accept)")
        for order in noted {
            Console.out(
                "\(order) is noted as sent; if the supplier lacks it: "
                    + "broker po show \(order) --document")
        }
        Console.out("\nnext: broker run --dry-run")
    }

    private static func listing(_ standing: FenceStanding) -> Listing {
        var listing = Listing([.init("what"), .init("fence"), .init("database")])
        func add(_ what: String, _ value: (IssueMark) -> String) {
            listing.add([
                .text(what), standing.fence.map { .text(value($0)) } ?? .none,
                .text(value(standing.database)),
            ])
        }
        add("highest number given") { String($0.number) }
        add("purchase orders that left") { String($0.departed) }
        add("last document") { $0.order.isEmpty ? "none" : $0.order }
        add("its SHA-256") { String($0.sha256.prefix(12)) }
        return listing
    }

    private static func verdict(_ standing: FenceStanding) -> String {
        guard let forgotten = standing.forgotten, let fence = standing.fence else {
            return "the database knows all that was issued"
        }
        return "The database is older than the last issue, and nothing is issued from it. "
            + "\(forgotten.sentence)\n\n"
            + "next: tell the broker what left since (Restore in Docs/Operating.md), then "
            + "broker po fence --accept \(fence.number)"
    }
}
