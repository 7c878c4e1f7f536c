import SupplierAdapterKit

extension SettingTable {
    /// Creates the table that adapters know from one that was read.
    init(_ entries: [SettingEntry], in source: SourceText, line: Int) {
        self.init(
            entries.map { entry in
                Entry(
                    entry.key, SettingValue(entry.value, in: source),
                    line: source.position(ofByte: entry.keyRange.lowerBound).line)
            }, line: line)
    }
}

extension SettingValue {
    init(_ node: SettingNode, in source: SourceText) {
        let line = source.position(ofByte: node.range.lowerBound).line
        let content: Content =
            switch node.content {
            case .string(let text): .string(text)
            case .integer(let number): .integer(number)
            case .boolean(let flag): .boolean(flag)
            case .array(let elements): .array(elements.map { SettingValue($0, in: source) })
            case .table(let entries): .table(SettingTable(entries, in: source, line: line))
            case .fraction, .date, .time, .moment: .unsupported(node.kind)
            }
        self.init(content, line: line)
    }
}
