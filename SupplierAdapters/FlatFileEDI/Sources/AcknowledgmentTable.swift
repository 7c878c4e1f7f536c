public import SupplierAdapterKit
public import WireFormats

/// The table `[acknowledge]`, as far as it is the same wherever acknowledgments go.
public enum AcknowledgmentTable {
    /// In what form documents are acknowledged.
    public static let formKey = AdapterDescription.Key(
        "acknowledge.form", "`997`, `999`, `TA1` or `CONTRL`; must be set with `[acknowledge]`",
        "How documents of X12 and EDIFACT that came are acknowledged.")

    /// Reads the table; `nil` where there is none, or something of it is wrong, which is reported.
    ///
    /// `place` reads where acknowledgments go, which each adapter says in keys of its own.
    public static func read<Place>(
        from top: inout SettingsReader, areDocuments: Bool,
        place: (inout SettingsReader) -> Place?
    ) -> (form: Acknowledgment, place: Place)? {
        if top.table["acknowledge"] != nil, !areDocuments {
            top.report(
                "settings.contradiction", "acknowledge",
                "[acknowledge] is given, and what comes is no document of X12 or EDIFACT",
                help: "Leave it out; or leave out layout and, of a web service, write "
                    + "content = \"document\".")
        }
        var found: (form: Acknowledgment, place: Place)?
        top.table("acknowledge") { reader in
            let word = reader.requiredString("form", example: "form = \"997\"")
            let form = Acknowledgment(rawValue: word)
            if form == nil, !word.isEmpty {
                reader.reportWord("form", word, Acknowledgment.allCases.map(\.rawValue))
            }
            if let place = place(&reader), let form { found = (form, place) }
        }
        return found
    }
}
