import Testing
import WireFormats

@Suite struct DateTextTests {
    @Test(arguments: [
        ("2026-03-04", "yyyy-MM-dd", 2026, 3, 4), ("2-Jun-06", "d-MMM-yy", 2006, 6, 2),
        ("7/13/07", "M/d/yy", 2007, 7, 13), ("04.03.2026", "dd.MM.yyyy", 2026, 3, 4),
        ("20260304", "yyyyMMdd", 2026, 3, 4), ("29 february 2024", "d MMMM yyyy", 2024, 2, 29),
        ("1-JAN-69", "d-MMM-yy", 1969, 1, 1), ("31-Dec-68", "d-MMM-yy", 2068, 12, 31),
    ])
    func readsDeclaredPatterns(
        text: String, pattern: String, year: Int, month: Int, day: Int
    ) throws {
        #expect(
            try DateText.parse(text, pattern: pattern)
                == DateParts(year: year, month: month, day: day))
    }

    @Test(arguments: [
        ("", "yyyy-MM-dd", "date.empty"), ("2026-3-4", "yyyy-MM-dd", "date.not-a-date"),
        ("2026-03-04T00:00", "yyyy-MM-dd", "date.not-a-date"),
        ("2026-02-29", "yyyy-MM-dd", "date.impossible"), ("13/7/07", "M/d/yy", "date.impossible"),
        ("Pre-PQ Process", "d-MMM-yy", "date.not-a-date"),
        ("2-Jux-06", "d-MMM-yy", "date.not-a-date"),
        ("0000-01-01", "yyyy-MM-dd", "date.impossible"), ("x", "yyyy", "date.pattern"),
        ("x", "yyy-M-d", "date.pattern"), ("x", "d.M.yy.d", "date.pattern"),
    ])
    func refusesEverythingElse(text: String, pattern: String, code: String) {
        do throws(WireError) {
            let parts = try DateText.parse(text, pattern: pattern)
            Issue.record("\(text) was read as \(parts)")
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func twoPatternsThatDisagreeAreRefused() throws {
        let patterns = [try DatePattern("d/M/yy"), try DatePattern("M/d/yy")]
        do throws(WireError) {
            _ = try DateText.parse("3/4/26", patterns: patterns)
            Issue.record("an ambiguous date was read")
        } catch {
            #expect(error.code == "date.ambiguous")
        }
        #expect(
            try DateText.parse("3/13/26", patterns: patterns)
                == DateParts(year: 2026, month: 3, day: 13))
        #expect(
            try DateText.parse("4/4/26", patterns: patterns)
                == DateParts(year: 2026, month: 4, day: 4))
    }
}
