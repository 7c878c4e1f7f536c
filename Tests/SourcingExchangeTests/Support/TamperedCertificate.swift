/// Certificates that somebody changed.
enum TamperedCertificate {
    /// Changes a few cells, or leaves a row out.
    static func text(of text: String, _ random: inout SeededGenerator) -> String {
        var rows = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        for _ in 0..<random.number(1...3) where rows.count > 1 {
            let row = Int(random.number(1...Int64(rows.count - 1)))
            if random.once(in: 8) {
                rows.remove(at: row)
                continue
            }
            let kinds = [
                "use", "value", "units", "suppliers", "budget", "line", "quantity", "demand",
            ]
            let cells = rows[row].indices.filter { !rows[row][$0].isEmpty }
            let cell = cells[Int(random.number(0...Int64(cells.count - 1)))]
            if cell == 2 {
                rows[row][cell] = kinds[Int(random.number(0...Int64(kinds.count - 1)))]
            } else if let value = Int128(rows[row][cell]) {
                let values = [
                    value + 1, value - 1, -value, value * 2, value / 2, 0, Int128(1) << 100,
                    -(Int128(1) << 60),
                ]
                rows[row][cell] = String(values[Int(random.number(0...7))])
            } else if rows[row][cell].contains(".") {
                rows[row][cell] = "0"
            }
        }
        return rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }
}
