import Foundation

/// The folder that a house keeps its settings in: `broker.toml` and what it names.
package struct SettingsFolder: Sendable, Hashable {
    package static let configurationFile = "broker.toml"

    /// Path of the folder.
    package let path: String

    package init(path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where a path of the settings leads: from the folder, unless it is absolute.
    package func resolved(_ settingPath: String) -> String {
        settingPath.hasPrefix("/") ? settingPath : "\(path)/\(settingPath)"
    }

    /// Reads `broker.toml`.
    package func configuration() throws(ConfigurationError) -> BrokerConfiguration {
        let file = Self.configurationFile
        let bytes = try read(
            file, help: "Run broker init there to write one, or name another folder.")
        return try BrokerConfiguration(bytes: bytes, file: file)
    }

    /// Reads the settings of every feed, in the order of their names.
    ///
    /// Throws the problems of all of them.
    package func feeds(
        of configuration: BrokerConfiguration
    ) throws(ConfigurationError) -> [FeedConfiguration] {
        let folder = configuration.folders.feeds
        var feeds: [FeedConfiguration] = []
        var problems: [Problem] = []
        for fileName in try feedFileNames(in: folder) {
            let file = "\(folder)/\(fileName)"
            do throws(ConfigurationError) {
                feeds.append(
                    try FeedConfiguration(
                        bytes: try read(file, help: nil), fileName: fileName, file: file,
                        defaults: configuration.feedGuard))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return feeds
    }

    private func feedFileNames(in folder: String) throws(ConfigurationError) -> [String] {
        let path = resolved(folder)
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            let reason = isThere ? Self.reason(error) : "there is none"
            throw .single(
                "config.folder-unreadable",
                "The folder of feeds (\(folder)) cannot be read: \(reason).",
                file: folder, help: "Make the folder, or name another one in [folders].")
        }
        return names.filter { $0.hasSuffix(FeedConfiguration.fileEnding) && !$0.hasPrefix(".") }
            .sorted()
    }

    private func read(_ file: String, help: String?) throws(ConfigurationError) -> [UInt8] {
        let path = resolved(file)
        guard FileManager.default.fileExists(atPath: path) else {
            throw .single(
                "config.file-missing",
                "There is no file (\(file)) in the folder (\(self.path)).", file: path,
                help: help)
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { handle.closeFile() }
            // One byte more than is taken, so that a longer file is seen to be longer.
            let limit = TOMLDocument.maximumBytes + 1
            return [UInt8](try handle.read(upToCount: limit) ?? Data())
        } catch {
            throw .single(
                "config.file-unreadable",
                "The file (\(file)) cannot be read: \(Self.reason(error)).", file: file,
                help: "Maybe it is a folder, or its permissions keep this user out.")
        }
    }

    private static func reason(_ error: any Error) -> String {
        let cocoa = error as NSError
        let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError
        let code = [underlying, cocoa].compactMap { $0 }.first { $0.domain == NSPOSIXErrorDomain }
        return code.map { String(cString: strerror(Int32($0.code))).lowercased() }
            ?? "it cannot be opened"
    }
}

extension ConfigurationError {
    fileprivate static func single(
        _ code: String, _ message: String, file: String, help: String?
    ) -> ConfigurationError {
        ConfigurationError(problems: [
            Problem(code: code, message: message, place: Problem.Place(file: file), help: help)
        ])
    }
}
