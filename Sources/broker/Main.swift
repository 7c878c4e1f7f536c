import ArgumentParser
import BrokerCommands

@main
struct Main {
    static func main() {
        BrokerCommand.main()
    }
}
