"use client";
import type { Backup } from "@/lib/contract";
import { CatalogueRow } from "./catalogue-row";
import { head } from "./cells";

/** All backups that match, newest first. Each row opens to what was checked and known of it. */
export function Catalogue({ backups }: { backups: readonly Backup[] }) {
  return (
    <div className="relative overflow-x-auto bg-surface">
      <table className="w-full border-collapse whitespace-nowrap">
        <thead>
          <tr className="border-b">
            <th scope="col" className={`${head} w-8 pr-0!`}>
              <span className="sr-only">Details</span>
            </th>
            <th scope="col" className={head}>
              Started
            </th>
            <th scope="col" className={head}>
              Group
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Source
            </th>
            <th scope="col" className={`${head} text-right! max-lg:hidden`}>
              Stream position
            </th>
            <th scope="col" className={`${head} text-right! max-sm:hidden`}>
              Size
            </th>
            <th scope="col" className={`${head} text-right! max-md:hidden`}>
              Keys
            </th>
            <th scope="col" className={`${head} text-right! max-md:hidden`}>
              Took
            </th>
            <th scope="col" className={head}>
              State
            </th>
            <th scope="col" className={head}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {backups.map((backup) => (
            <CatalogueRow key={backup.id} backup={backup} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
