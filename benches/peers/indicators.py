"""The 28 indicators over enterprises' forms, written anew in pandas: nothing of huoju's formulas is read."""

import pandas as pd

KINDS_OF_RESULT = (1, 4, 7, 8, 9, 12, 13)
NO_RESEARCH = "技改|改造|年产|生产|打样|翻样|产业|示范|推广"
LISTED = "1 2 3 4 5 6 7 8 9 10 12 14".split()


def measures(records: pd.DataFrame, projects: pd.DataFrame, tags: dict, year: int) -> pd.DataFrame:
    """One row per enterprise: what is summed to parks and the zone."""

    def n(code):
        return records[code].fillna(0.0) if code in records else pd.Series(0.0, records.index)

    def t(code):
        return records[code].fillna("") if code in records else pd.Series("", records.index)

    inside = projects["qh31"].fillna("") != "30"
    names = projects["xmmc"].fillna("")
    research = (
        inside
        & (names.str.count(r"[\u3400-\u9fff]") >= 5)
        & ~names.str.contains(NO_RESEARCH)
        & pd.to_numeric(projects["qh21"], errors="coerce").isin(KINDS_OF_RESULT)
    )

    def of_projects(code, which):
        return projects[code].where(which).groupby(projects["susername"]).sum().reindex(records["susername"]).fillna(0.0).to_numpy()

    internal, own = of_projects("qh51", inside), of_projects("qh51", research)
    base = n("qj23_1") + n("qj23_2") + n("qj23_6") + n("qj23_7") + n("qj23_5") + 0.9 * n("qj251") + 0.1 * n("qj250")
    spent = base * pd.Series(own, records.index).div(internal).where(internal != 0, 0.0)
    revenue, output, domestic = n("qc05_0"), n("qc02"), t("qb18").isin(["1", "2", "3"])
    added = n("qc221") - n("qc229") - n("qc225") + n("qc120") + n("qc62") + n("qc51") + n("qc61")
    industry = {name: t("qb03_1").str.match(pattern) for name, pattern in tags.items()}
    intensity = spent.div(revenue).where(revenue != 0, 0.0)
    high_tech = t("qb11") == "1"
    return pd.DataFrame(
        {
            "park": records["park"],
            "employees": n("qd01"),
            "revenue": revenue,
            "production": output.where(output != 0, revenue),
            "added": added,
            "spent": spent,
            "fte": of_projects("qh40", research) / 12,
            "grants": n("qj57"),
            "applications": n("qj56"),
            "graduates": n("qd18") + n("qd08"),
            "service": revenue.where(industry["high_tech_service"], 0.0),
            "digital": revenue.where(industry["digital_industry"], 0.0),
            "contracts": n("qj80"),
            "profit": n("qc12"),
            "high_tech": high_tech.astype(float),
            "backed": (n("qc226") > 0).astype(float),
            "held": n("qj73") + n("qj79"),
            "energy": n("qc41").where(industry["industrial"], 0.0),
            "industrial": added.where(industry["industrial"], 0.0),
            "wages": n("qc51"),
            "abroad": (domestic & (n("qj90") > 0)).astype(float),
            "imported": sum(n(code) for code in ("qj33_1", "qj33_2", "qj33_3", "qj33_4", "qj59", "qj61")),
            "rights": (domestic & ((n("qj79_2") > 0) | (n("qj57") - n("qj57_1") > 0))).astype(float),
            "standards": (domestic & (n("qj98_1") > 0)).astype(float),
            "services": n("qc11_1"),
            "exports": n("qc11"),
            "high_tech_exports": n("qc11").where(high_tech, 0.0),
            "foreigners": n("qd25") + n("qd03"),
            "intensive": revenue.where(intensity >= 0.05, 0.0),
            "large": ((revenue > 500_000) & (intensity > 0.05)).astype(float),
            "listed": (t("qb15").isin(LISTED) & (t("qb15_2") == str(year))).astype(float),
        }
    )


def indicators(now: pd.Series, before: pd.Series) -> dict:
    """The 28 indicators of sums of this and last year."""

    def of(a, b, factor=1.0):
        return a / b * factor if b else None

    m = now
    return {
        "1.2": of(m.fte, m.employees, 100),
        "1.3": of(m.spent, m.revenue, 100),
        "1.4": of(m.grants, m.employees, 10_000),
        "1.5": of(m.applications, m.spent / 10_000),
        "2.1": of(m.service, m.revenue, 100),
        "2.2": of(m.graduates, m.employees, 100),
        "2.3": of(m.contracts, m.employees, 0.1),
        "2.4": (m.revenue - before.revenue) / 100_000,
        "2.5": of(m.profit, m.revenue, 100),
        "2.6": m.high_tech - before.high_tech,
        "2.7": m.backed,
        "2.8": of(m.held, m.revenue / 10_000_000),
        "2.9": of(m.added, m.production, 100),
        "3.1": of(m.energy, m.industrial / 10),
        "3.5": (m.employees - before.employees) / 10_000,
        "3.6": of(m.wages, m.added, 100),
        "4.1": m.abroad,
        "4.2": of(m.imported, m.revenue, 100),
        "4.3": m.rights,
        "4.4": m.standards,
        "4.5": of(m.services, m.exports, 100),
        "4.6": of(m.high_tech_exports, m.revenue, 100),
        "4.7": of(m.foreigners, m.employees, 100),
        "5.2": (m.added / m.employees / (before.added / before.employees) - 1) * 100,
        "5.3": of(m.intensive, m.revenue, 100),
        "5.4": of(m.digital, m.revenue, 100),
        "5.6": m.listed,
        "5.7": m.large,
    }
