"""Solves every model of a folder with HiGHS, an independent MILP solver.

usage: python highs_solve.py FOLDER [SECONDS]

For each FOLDER/NAME.mps or FOLDER/NAME.lp writes FOLDER/NAME.sol: the first line says the status, the objective and
the lower bound, the others name each column that is not zero and its value.
HiGHS comes with "pip install highspy".
"""

import pathlib
import sys

import highspy


def solve(model: pathlib.Path, seconds: float) -> str:
    """The better of two answers: with these tolerances presolve can lose the optimum."""
    answers = [solve_once(model, seconds, presolve) for presolve in ("on", "off")]
    proven = [answer for answer in answers if answer.startswith("optimal ")]
    return min(proven, key=lambda answer: float(answer.split()[1])) if proven else answers[0]


def solve_once(model: pathlib.Path, seconds: float, presolve: str) -> str:
    highs = highspy.Highs()
    highs.setOptionValue("presolve", presolve)
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-7)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-8)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    if highs.readModel(str(model)) != highspy.HighsStatus.kOk:
        return "unreadable 0 0\n"
    highs.run()
    status = highs.getModelStatus()
    name = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kModelEmpty: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kTimeLimit: "limit",
    }.get(status, "other")
    info = highs.getInfo()
    lines = [f"{name} {info.objective_function_value:.9f} {info.mip_dual_bound:.9f}"]
    values = highs.getSolution().col_value
    for column, value in enumerate(values):
        if abs(value) > 1e-7:
            lines.append(f"{highs.getColName(column)[1]} {value:.9f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    for model in sorted([*folder.glob("*.mps"), *folder.glob("*.lp")]):
        model.with_suffix(".sol").write_text(solve(model, seconds))


main()
