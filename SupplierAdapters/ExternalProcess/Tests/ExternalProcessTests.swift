import Foundation
import Procurement
import SupplierAdapterKit
import Testing

import ExternalProcess

/// Programs in any language bring offers; whatever they do wrong, nothing half comes in.
struct ExternalProcessTests {
    private let begin = "echo '{\"type\":\"snapshot_begin\",\"stream\":\"offers\"}'"
    private let end =
        "echo '{\"type\":\"snapshot_end\",\"complete\":true}'; echo '{\"type\":\"done\"}'"

    private func record(_ part: String, price: String = "1.5") -> String {
        "echo '{\"type\":\"record\",\"record\":{\"part\":\"\(part)\",\"price\":\"\(price)\"}}'"
    }

    private func failure(
        _ command: [String], _ more: [(String, SettingValue)] = [],
        limits: [(String, Int64)] = [("restarts", 0), ("answer_seconds", 20)]
    ) throws -> AdapterError {
        let house = try ExternalHouse()
        defer { house.remove() }
        let feed = try house.feed(command, more, limits: limits)
        let error = #expect(throws: AdapterError.self) {
            try feed.refresh(at: ExternalHouse.now)
        }
        #expect(try feed.inbox(at: ExternalHouse.now).ready.isEmpty)
        return try #require(error)
    }

    @Test func thePythonExampleBringsItsListOnceUntilItChanges() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        try house.write(
            "list.csv",
            """
            part,text,currency,price,minimum,pack,stock,days
            X-1,"Screw, long",EUR,0.00012,100,50,12000,10
            X-2,Nut é,EUR,1234.5,1,1,0,3
            X-3,Bad,EUR,"6,85 €",1,1,0,3

            """)
        let feed = try house.feed(
            [ExternalHouse.example("acme.py")], [ExternalHouse.setting([("file", "list.csv")])])
        #expect(feed.check().isEmpty)
        let delivery = try #require(try house.fetch(feed).first)
        let supplier = try #require(delivery.suppliers.first)
        #expect(supplier.offers.map(\.supplierPart.rawValue) == ["X-1", "X-2"])
        let first = supplier.offers[0]
        #expect(first.priceBreaks[0].price.money.amount.micros == 120)
        #expect(first.orderRules.minimumQuantity.wholeUnits == 100)
        #expect(first.orderRules.orderMultiple.wholeUnits == 50)
        #expect(first.availability.onHand.value?.wholeUnits == 12_000)
        #expect(first.leadTime.value?.days == 10)
        #expect(supplier.offers[1].description == "Nut é")
        let bad = try #require(supplier.quarantined.first)
        #expect(bad.place.line == 4 && bad.field == "price" && bad.value == "6,85 €")
        // The same list is not sent again.
        #expect(try house.fetch(feed).isEmpty)
    }

    @Test(arguments: ["\n", ""])
    func theShellExampleBringsItsList(lastEnd: String) throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        try house.write("list.txt", "A;1.5\nB;2\(lastEnd)")
        let feed = try house.feed(
            [ExternalHouse.example("acme.sh")], [ExternalHouse.setting([("file", "list.txt")])])
        let delivery = try #require(try house.fetch(feed).first)
        #expect(delivery.suppliers.first?.offers.map(\.supplierPart.rawValue) == ["A", "B"])
        #expect(feed.check().isEmpty)
    }

    /// Quotes, backslashes and what a terminal obeys are JSON too.
    @Test func theShellExampleBringsPartsWithAnyCharacters() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        try house.write(
            "list.txt", "3/4\" tube;1.5\r\nA\\B;2\r\n\"\";3\nC\tD;4\nE\u{1}F;5\nÜ 7;6\n")
        let feed = try house.feed(
            [ExternalHouse.example("acme.sh")], [ExternalHouse.setting([("file", "list.txt")])])
        let delivery = try #require(try house.fetch(feed).first)
        let offers = try #require(delivery.suppliers.first).offers
        #expect(
            Set(offers.map { "\($0.supplierPart) \($0.priceBreaks[0].price.money.amount)" }) == [
                "\"\" 3", "3/4\" tube 1.5", "A\\B 2", "E F 5", "Ü 7 6",
            ])
        // A tab is no part of a name, and is set aside as it came.
        let aside = delivery.suppliers.flatMap(\.quarantined) + delivery.unassigned
        #expect(aside.map(\.value) == ["C\tD"])
    }

    @Test(arguments: [
        ("exit 7", "adapter.crashed"),
        ("kill -9 $$", "adapter.crashed"),
        ("echo hello world", "adapter.protocol"),
        ("printf '\\377\\376\\n'", "adapter.protocol"),
        ("echo '{\"type\":\"surprise\"}'", "adapter.protocol"),
        ("echo '{\"type\":\"snapshot_begin\"}'; echo '{\"type\":\"done\"}'", "adapter.cut-off"),
        (
            "echo '{\"type\":\"snapshot_begin\"}'; "
                + "echo '{\"type\":\"snapshot_end\",\"complete\":false}'",
            "adapter.cut-off"
        ),
        (
            "echo '{\"type\":\"error\",\"class\":\"auth\",\"message\":\"no\"}'", "adapter.auth"
        ),
        (
            "echo '{\"type\":\"error\",\"class\":\"data\",\"code\":\"acme.bad\"}'", "acme.bad"
        ),
    ])
    func whateverGoesWrongBringsNothing(reading: String, code: String) throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        #expect(try failure(house.script(reading)).code == code)
    }

    @Test func aSilentProgramIsEnded() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let error = try failure(
            house.script("sleep 1000"), limits: [("restarts", 0), ("answer_seconds", 1)])
        #expect(error.code == "adapter.no-answer")
    }

    @Test func aProgramThatWantsTooMuchMemoryEndsAlone() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let error = try failure(
            ["python3", "-c", "bytearray(512 << 20)"],
            limits: [("restarts", 0), ("memory_megabytes", 128)])
        #expect(error.code == "adapter.crashed")
        #expect(error.help?.contains("MemoryError") == true)
    }

    @Test(arguments: [
        ("rate_limited", Reaction.retry(afterSeconds: 30)),
        ("transient", .retry(afterSeconds: 30)), ("auth", .fixSettings),
        ("contract", .fixData), ("unknown_outcome", .reconcile), ("rejected", .giveUp),
        ("no such class", .giveUp),
    ])
    func classesOfErrorsSayWhatIsToBeDone(kind: String, reaction: Reaction) throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let script = house.script(
            "echo '{\"type\":\"error\",\"class\":\"\(kind)\",\"retry_after_seconds\":30}'")
        #expect(try failure(script).reaction == reaction)
    }

    @Test func secretsAreStruckOutOfWhatPeopleSee() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let error = try failure(
            house.script("echo \"token $TOKEN\" >&2; echo \"$TOKEN\"; exit 1"),
            [("secrets", SettingValue(.array([SettingValue(.string("TOKEN"))])))])
        #expect(error.message.contains("•••") && error.code == "adapter.protocol")
        #expect(!"\(error)\(error.help ?? "")\(error.detail)".contains(ExternalHouse.token))
    }

    @Test func aSecretThatIsNotThereIsSaid() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let error = try failure(
            house.script(":"), [("secrets", SettingValue(.array([SettingValue(.string("NO"))])))])
        #expect(error.code == "adapter.secret-missing")
    }

    /// A program that counts its starts, sends a part and a checkpoint each time, and crashes.
    private func crashing(_ house: ExternalHouse, times: Int) -> [String] {
        house.script(
            """
            n=$(cat starts 2>/dev/null || echo 0); n=$((n + 1)); echo $n > starts
            [ $n = 1 ] && \(begin)
            echo '{"type":"record","record":{"part":"P'$n'","price":1}}'
            echo '{"type":"checkpoint","token":"'$n'"}'
            echo '{"type":"record","record":{"part":"LOST'$n'","price":1}}'
            [ $n -le \(times) ] && kill -9 $$
            \(end)
            """)
    }

    @Test func aCrashGoesOnFromTheLastCheckpointWithoutGapOrDouble() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let feed = try house.feed(crashing(house, times: 2), limits: [("restarts", 2)])
        let delivery = try #require(try house.fetch(feed).first)
        #expect(
            delivery.suppliers.first?.offers.map(\.supplierPart.rawValue)
                == ["LOST3", "P1", "P2", "P3"])
        #expect(delivery.scope == .whole)
    }

    @Test func aCrashLoopStopsStartingTheProgramUntilSomethingChanges() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let limits: [(String, Int64)] = [("restarts", 0), ("crashes", 2)]
        let script = house.script("echo x >> starts; exit 1")
        let feed = try house.feed(script, limits: limits)
        for _ in 0..<2 {
            #expect(throws: AdapterError.self) { try feed.refresh(at: ExternalHouse.now) }
        }
        let error = #expect(throws: AdapterError.self) {
            try feed.refresh(at: ExternalHouse.now)
        }
        #expect(error?.code == "adapter.crash-loop")
        #expect(try String(contentsOfFile: house.root + "/starts", encoding: .utf8) == "x\nx\n")
        let mended = try house.feed(
            house.script(begin + ";" + record("A") + ";" + end), limits: limits)
        #expect(try house.fetch(mended).count == 1)
    }

    @Test func aDeliveryThatWasNotStoredIsTakenAgainWithoutAsking() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let script = house.script("echo x >> starts;" + begin + ";" + record("A") + ";" + end)
        let feed = try house.feed(script)
        try feed.refresh(at: ExternalHouse.now)
        let file = try #require(try feed.inbox(at: ExternalHouse.now).ready.first)
        _ = try feed.take(file)
        try feed.refresh(at: ExternalHouse.now)
        let again = try #require(try feed.inbox(at: ExternalHouse.now).ready.first)
        #expect(again.isTaken && again.keptName == file.keptName)
        #expect(try String(contentsOfFile: house.root + "/starts", encoding: .utf8) == "x\n")
        try feed.settle(again, as: .held)
        #expect(
            try feed.kept(as: .held) == [
                FeedFile(
                    name: file.name, modifiedAt: file.modifiedAt, keptName: file.keptName,
                    isTaken: false)
            ])
        #expect(try feed.takeAgain(file, from: .held) != nil)
    }

    @Test func aCountThatDiffersRejectsTheDelivery() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let script = house.script(
            begin + ";" + record("A")
                + "; echo '{\"type\":\"snapshot_end\",\"complete\":true,\"count\":2}'"
                + "; echo '{\"type\":\"done\"}'")
        let feed = try house.feed(script)
        let error = #expect(throws: AdapterError.self) { try house.fetch(feed) }
        #expect(error?.code == "feed.count-differs")
    }

    @Test func changesComeWithRemovals() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let script = house.script(
            record("A") + "; echo '{\"type\":\"records\",\"records\":[{\"op\":\"delete\","
                + "\"part\":\"B\"}]}'; echo '{\"type\":\"done\"}'")
        let delivery = try #require(try house.fetch(try house.feed(script)).first)
        #expect(delivery.scope == .changes)
        #expect(delivery.suppliers.first?.removedParts.map(\.rawValue) == ["B"])
    }

    @Test func wrongSettingsAreToldAllAtOnce() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try house.feed(
                [], [("folders", SettingValue(.string("x")))], limits: [("crashes", 0)])
        }
        #expect(
            error.map { Set($0.problems.map(\.key)) }
                == ["command", "folders", "limits.crashes"])
    }

    @Test func everyKeyIsInTheReadme() throws {
        let readme = try String(
            contentsOfFile: ExternalHouse.example("../README.md"), encoding: .utf8)
        for key in ExternalProcessOffers.description.keys {
            #expect(readme.contains("| `\(key.name)` | \(key.values) | \(key.meaning) |"))
        }
    }
}
